// What a history consists of: steps, what each changed, and the life of the object at its end.
import type {Json} from '../../audit/event.ts';
import type {EventId} from '../../source/source.ts';
import type {FieldChange} from './diff.ts';
import {PATCH_TYPES, type PatchType} from './patch.ts';
import type {ObjectTarget} from './target.ts';

/** A field that changed, and whether it is one that nobody looks for. */
export type StepChange = FieldChange & {readonly bookkeeping: boolean};

export type Change =
  /** Between the last known state and the one after it. */
  | {
      readonly kind: 'changed';
      readonly fields: readonly StepChange[];
      readonly more: number;
      /** Writes since the state before it whose own result is not known: their changes are among these. */
      readonly between: number;
      /** The state after it is what was sent: what the server added is not known. */
      readonly asSent: boolean;
    }
  /** The first state of this life that is known: its fields. */
  | {readonly kind: 'first'; readonly fields: readonly StepChange[]; readonly more: number; readonly asSent: boolean}
  /** The last state that is known of what is gone: its fields. */
  | {readonly kind: 'last'; readonly fields: readonly StepChange[]; readonly more: number; readonly between: number}
  /** What was sent, where the state before it is not known; `answered`: the one after it is. */
  | {readonly kind: 'sent'; readonly fields: readonly StepChange[]; readonly more: number; readonly answered: boolean}
  /** It changes no field, or it is not known which. */
  | {readonly kind: 'none'; readonly why: string};

export type StepKind = 'write' | 'read' | 'failed';

export type Step = {
  readonly id: EventId;
  /** Who sent it, and as whom it ran. */
  readonly user: string;
  readonly as: string;
  readonly userAgent: string;
  readonly verb: string;
  readonly subresource: string;
  readonly patch: PatchType | undefined;
  readonly code: number | undefined;
  readonly kind: StepKind;
  readonly change: Change;
  /** What it means for the life of the object. */
  readonly notes: readonly string[];
  /** From 1 on: the object is another one when it was created anew under its name. */
  readonly life: number;
  /** The first of its life, the last one of it. */
  readonly edge?: 'begins' | 'ends' | undefined;
};

export type Life = {
  readonly number: number;
  readonly uid: string | undefined;
  readonly state: Json | undefined;
  /** Writes since `state` whose result is not known. */
  readonly unknown: number;
  readonly gone: boolean;
  readonly terminating: boolean;
};

/** A history so far. */
export type History = {
  readonly target: ObjectTarget;
  readonly steps: readonly Step[];
  readonly life: Life;
};

export const UNBORN: Life = {number: 1, uid: undefined, state: undefined, unknown: 0, gone: false, terminating: false};

export const emptyHistory = (target: ObjectTarget): History => ({target, steps: [], life: UNBORN});

/** `history` with an event that could not be read again: what it did is not known, and that is said. */
export const addUnread = ({target, steps, life}: History, id: EventId, why: string): History => ({
  target,
  steps: [
    ...steps,
    {
      id,
      user: '',
      as: '',
      userAgent: '',
      verb: '',
      subresource: '',
      patch: undefined,
      code: undefined,
      kind: 'write',
      change: {kind: 'none', why},
      notes: [],
      life: life.number,
    },
  ],
  life: {...life, unknown: life.unknown + 1},
});

/** Why a read has no change. */
export const A_READ = 'a read changes nothing';

/** How the request was made: `patch/status (JSON patch)`. Not made visible. */
export const howText = ({verb, subresource, patch}: Step): string =>
  `${verb || '–'}${subresource === '' ? '' : `/${subresource}`}${patch === undefined ? '' : ` (${PATCH_TYPES[patch]})`}`;
