// The history of one object: its requests in the order of time, each with what it changed, as far as the log tells. A fold:
// every event is looked at once, with the last known state at hand, so that a long history is made in small pieces.
import type {AuditEvent, Json} from '../../audit/event.ts';
import type {EventId} from '../../source/source.ts';
import {isBookkeeping} from './bookkeeping.ts';
import {coversByCollection} from './covers.ts';
import {diffJson, type FieldChange, leavesOf} from './diff.ts';
import {isDryRun, PATCH_TYPES, type PatchType, patchTypeOf, sentFields} from './patch.ts';
import {at, isList, isObject, own, textAt} from './path.ts';
import {CONNECTIONS, created, type ObjectTarget} from './target.ts';

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
  /** Only what was sent is known. */
  | {readonly kind: 'sent'; readonly fields: readonly StepChange[]; readonly more: number}
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

type Life = {
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

const UNBORN: Life = {number: 1, uid: undefined, state: undefined, unknown: 0, gone: false, terminating: false};

export const emptyHistory = (target: ObjectTarget): History => ({target, steps: [], life: UNBORN});

/** Why a read has no change. */
export const A_READ = 'a read changes nothing';

const string = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Subresources whose body is the object itself. */
const WHOLE = ['', 'status', 'finalize', 'ephemeralcontainers', 'resize', 'approval'];

/** Bodies of other kinds that stand where the object would. */
const OTHER_KINDS = ['Status', 'DeleteOptions', 'Scale', 'Eviction', 'Binding', 'TokenRequest'];

function stateIn(body: Json | undefined, target: ObjectTarget): Json | undefined {
  if (!isObject(body) || OTHER_KINDS.includes(string(own(body, 'kind')))) return undefined;
  const name = textAt(body, 'metadata', 'name');
  return name === target.name ? body : undefined;
}

type Reached = {readonly state: Json; readonly asSent: boolean};

/** The state after a write, where the event holds it. */
function stateAfter(event: AuditEvent, target: ObjectTarget, subresource: string): Reached | undefined {
  if (!WHOLE.includes(subresource)) return undefined;
  const answered = stateIn(event.responseObject, target);
  if (answered !== undefined) return {state: answered, asSent: false};
  if (event.verb !== 'create' && event.verb !== 'update') return undefined;
  const sent = event.requestObject;
  const isOurs = stateIn(sent, target) !== undefined || (event.verb === 'create' && isObject(sent));
  return isOurs ? {state: sent!, asSent: true} : undefined;
}

const marked = (fields: readonly FieldChange[], subresource: string): readonly StepChange[] =>
  fields.map(field => ({...field, bookkeeping: isBookkeeping(field, subresource)}));

function whyUnknown(event: AuditEvent): string {
  if (event.level === 'Metadata') return 'bodies not logged at level Metadata';
  if (event.annotations?.['audit.k8s.io/truncated'] === 'true') return 'bodies left out: the event was too big';
  return event.stage === 'ResponseComplete'
    ? 'the event holds no body that tells'
    : `nothing known yet at stage ${event.stage}`;
}

/** What was sent to a subresource with a body of its own: of a Scale the replicas are those of the object. */
function sentBeside(changes: readonly FieldChange[], more: number, life: Life, subresource: string): Change {
  const own = changes.filter(({path: [first]}) => first !== 'metadata' && first !== 'kind' && first !== 'apiVersion');
  const replicas = life.unknown === 0 ? at(life.state, 'spec', 'replicas') : undefined;
  const fields = own.map((field): FieldChange => {
    const isReplicas = field.path.length === 2 && field.path[0] === 'spec' && field.path[1] === 'replicas';
    return subresource === 'scale' && isReplicas && replicas !== undefined ? {...field, before: replicas} : field;
  });
  return {kind: 'sent', fields: fields.map(field => ({...field, bookkeeping: field.path[0] === 'status'})), more};
}

/** What a write did, with the state before it. */
function changeOf(
  event: AuditEvent,
  life: Life,
  subresource: string,
  reached: Reached | undefined,
  patch: PatchType | undefined,
): Change {
  if ((CONNECTIONS as readonly string[]).includes(subresource))
    return {kind: 'none', why: `${subresource} reaches what runs behind the object and changes no field of it`};
  if (subresource === 'token') return {kind: 'none', why: 'a token was issued; no field changed'};
  if (reached !== undefined) {
    const {state, asSent} = reached;
    if (life.state === undefined) {
      const {changes, more} = leavesOf(state);
      return {kind: 'first', fields: marked(changes, subresource), more, asSent};
    }
    const {changes, more} = diffJson(life.state, state);
    return {kind: 'changed', fields: marked(changes, subresource), more, between: life.unknown, asSent};
  }
  const body = event.requestObject;
  if (isObject(body) || isList(body)) {
    const {changes, more} = sentFields(body, patch ?? 'unknown');
    if (!WHOLE.includes(subresource)) return sentBeside(changes, more, life, subresource);
    const before = (field: FieldChange): FieldChange => {
      // Exact only where nothing unknown lies between, and where the path goes by keys alone.
      const keys = field.path.filter(segment => typeof segment === 'string');
      const was = life.unknown === 0 && keys.length === field.path.length ? at(life.state, ...keys) : undefined;
      return was === undefined ? field : {...field, before: was};
    };
    return {kind: 'sent', fields: marked(changes.map(before), subresource), more};
  }
  return {kind: 'none', why: whyUnknown(event)};
}

const finalizersOf = (state: Json | undefined): readonly string[] => {
  const list = at(state, 'metadata', 'finalizers');
  return isList(list) ? list.filter(item => typeof item === 'string') : [];
};

const isTerminating = (state: Json | undefined): boolean =>
  textAt(state, 'metadata', 'deletionTimestamp') !== undefined;

type Fate = {readonly life: Life; readonly notes: readonly string[]; readonly edge?: 'ends'};

const gone = (life: Life, ...notes: readonly string[]): Fate => ({
  life: {...life, gone: true, terminating: false},
  notes,
  edge: 'ends',
});

/** What a deletion, an eviction or the last update of a dying object means. */
function fateOf(event: AuditEvent, life: Life, subresource: string): Fate {
  const {verb} = event;
  if (subresource === 'eviction') return {life: {...life, terminating: true}, notes: ['evicted']};
  if (verb === 'delete') {
    const answered = event.responseObject;
    const state = isTerminating(answered) ? answered : undefined;
    if (state !== undefined) {
      const held = finalizersOf(state);
      const grace = at(state, 'metadata', 'deletionGracePeriodSeconds');
      if (held.length > 0)
        return {life: {...life, terminating: true}, notes: [`marked for deletion, held by ${held.join(', ')}`]};
      if (typeof grace === 'number' && grace > 0)
        return {life: {...life, terminating: true}, notes: [`marked for deletion, ${grace} s of grace`]};
      return gone(life, 'deleted');
    }
    const held = finalizersOf(life.state);
    if (answered === undefined && held.length > 0)
      return {
        life: {...life, terminating: true},
        notes: [`marked for deletion: finalizers ${held.join(', ')} have to go first`],
      };
    return gone(life, answered === undefined ? 'deleted, or marked for it: the response is not logged' : 'deleted');
  }
  if (life.terminating && isTerminating(life.state) && finalizersOf(life.state).length === 0 && verb !== 'create')
    return gone(life, 'the last finalizer is gone, and the object with it');
  return {life, notes: []};
}

function kindOf(event: AuditEvent, subresource: string): StepKind {
  const code = event.responseStatus?.code;
  if (event.stage === 'Panic' || (typeof code === 'number' && code >= 400)) return 'failed';
  if ((CONNECTIONS as readonly string[]).includes(subresource)) return 'write';
  return ['get', 'list', 'watch', 'head'].includes(string(event.verb)) || isDryRun(event) ? 'read' : 'write';
}

/** A new life begins with a create after an end, and with another uid. */
function bornAnew(event: AuditEvent, life: Life, state: Json | undefined, subresource: string): boolean {
  if (event.verb === 'create' && subresource === '' && life.gone) return true;
  const uid = textAt(state, 'metadata', 'uid');
  if (uid !== undefined && life.uid !== undefined) return uid !== life.uid;
  return event.verb === 'create' && subresource === '' && (life.terminating || life.state !== undefined);
}

function written(history: History, event: AuditEvent, base: Omit<Step, 'change' | 'notes' | 'life' | 'kind'>): History {
  const {target, steps} = history;
  const {subresource, patch} = base;
  const reached =
    event.verb === 'delete' && !isTerminating(event.responseObject)
      ? undefined
      : stateAfter(event, target, subresource);
  const isNew = bornAnew(event, history.life, reached?.state, subresource);
  const before: Life = isNew ? {...UNBORN, number: history.life.number + 1} : history.life;
  const change: Change =
    event.verb === 'delete' && reached === undefined
      ? {kind: 'none', why: 'deletion'}
      : changeOf(event, before, subresource, reached, patch);
  const after: Life =
    reached === undefined
      ? {...before, unknown: before.unknown + (change.kind === 'none' && subresource !== '' ? 0 : 1)}
      : {
          ...before,
          state: reached.state,
          uid: textAt(reached.state, 'metadata', 'uid') ?? before.uid,
          unknown: 0,
          gone: false,
        };
  const revived: Life =
    event.verb === 'create' && subresource === '' ? {...after, gone: false, terminating: false} : after;
  const fate = fateOf(
    event,
    {...revived, terminating: revived.terminating || isTerminating(revived.state)},
    subresource,
  );
  const isBirth = event.verb === 'create' && subresource === '';
  const notes = [
    ...(isNew
      ? [isBirth ? 'created anew' : 'another object under this name: its uid is new']
      : isBirth
        ? ['created']
        : []),
    ...fate.notes,
  ];
  const answered = stateIn(event.responseObject, target);
  const edge = fate.edge ?? (isNew || isBirth ? 'begins' : undefined);
  const step: Step = {
    ...base,
    kind: 'write',
    change:
      fate.edge === 'ends' && event.verb === 'delete' ? lastOf(answered ?? fate.life.state, before.unknown) : change,
    notes,
    life: before.number,
    ...(edge === undefined ? {} : {edge}),
  };
  return {target, steps: [...steps, step], life: fate.life};
}

/** What is gone is shown as it was seen last. */
function lastOf(state: Json | undefined, unknown: number): Change {
  if (state === undefined) return {kind: 'none', why: 'deletion'};
  const {changes, more} = leavesOf(state);
  const fields = changes.map(({path, after}): FieldChange => ({path, ...(after === undefined ? {} : {before: after})}));
  return {kind: 'last', fields: marked(fields, ''), more, between: unknown};
}

/** A deletion of many, or of the namespace. */
function takenAlong(
  history: History,
  event: AuditEvent,
  base: Omit<Step, 'change' | 'notes' | 'life' | 'kind'>,
): History {
  const {target, steps, life} = history;
  const isNamespace = event.objectRef?.resource === 'namespaces';
  const cover = isNamespace ? 'yes' : coversByCollection(event, target, at(life.state, 'metadata', 'labels'));
  // What is gone cannot be deleted again, and what was never there neither.
  if (cover === 'no' || life.gone) return history;
  const what = isNamespace ? 'deletes the namespace and everything in it' : `deletes ${target.resource} in bulk`;
  const note = cover === 'perhaps' ? `${what}: by its selector perhaps this one, too` : `${what}: this one, too`;
  const held = finalizersOf(life.state);
  const isEnd = cover === 'yes' && held.length === 0;
  const why = isEnd ? note : held.length > 0 ? `${note}, once ${held.join(', ')} lets it` : note;
  return {
    target,
    steps: [
      ...steps,
      {
        ...base,
        kind: 'write',
        change: isEnd ? lastOf(life.state, life.unknown) : {kind: 'none', why: 'deletion'},
        notes: [why],
        life: life.number,
        ...(isEnd ? {edge: 'ends' as const} : {}),
      },
    ],
    life: {...life, gone: isEnd, terminating: life.terminating || (!isEnd && cover === 'yes')},
  };
}

/** `history` with one event more, which is not before those that it has. `event` is masked already. Takes any JSON. */
export function addEvent(history: History, id: EventId, event: AuditEvent): History {
  const {target, life, steps} = history;
  const ref = event.objectRef;
  const subresource = string(ref?.subresource);
  const kind = kindOf(event, subresource);
  const base = {
    id,
    user: string(event.user?.username),
    as: string(event.impersonatedUser?.username),
    userAgent: string(event.userAgent),
    verb: string(event.verb),
    subresource,
    patch: event.verb === 'patch' ? patchTypeOf(event) : undefined,
    code: typeof event.responseStatus?.code === 'number' ? event.responseStatus.code : undefined,
  };
  const isOther = string(ref?.resource) !== target.resource;
  if (isOther || event.verb === 'deletecollection')
    return kind === 'write' ? takenAlong(history, event, base) : history;
  if (string(ref?.name) === '' && !created(event, target)) return history;
  if (kind === 'write' && event.stage !== 'RequestReceived') return written(history, event, base);
  const why =
    kind === 'failed'
      ? string(event.responseStatus?.message) ||
        string(event.responseStatus?.reason) ||
        'it failed, and changed nothing'
      : isDryRun(event)
        ? 'a dry run changes nothing'
        : kind === 'write'
          ? 'only its arrival is logged, not how it went'
          : A_READ;
  return {target, steps: [...steps, {...base, kind, change: {kind: 'none', why}, notes: [], life: life.number}], life};
}

/** How the request was made: `patch/status (JSON patch)`. Not made visible. */
export const howText = ({verb, subresource, patch}: Step): string =>
  `${verb || '–'}${subresource === '' ? '' : `/${subresource}`}${patch === undefined ? '' : ` (${PATCH_TYPES[patch]})`}`;
