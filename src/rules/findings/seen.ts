// Requests of equal traits as they were counted: the pieces that windows of a log give, put together.
import {ROW_STAGES, type Stage} from '../../audit/event.ts';
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import type {Columns} from '../../source/columns.ts';
import type {EventId} from '../../source/source.ts';

/** Events of which all that is known is what they have in common. */
export type Seen = {
  /** Events by the rank of their stage, those of unknown ones last: a watch or an exec has two for one request. */
  readonly stages: number[];
  from: Micros;
  to: Micros;
  /** Where some of the events are: asked only when they are wanted, for most never are. */
  samples: readonly Sampled[];
};

export type Sampled = {readonly samples: readonly EventId[]};

export const MOST_SAMPLES = 4;

/** By their numbers, until they are asked for. */
export class SomeEvents implements Sampled {
  readonly #columns: Columns;
  readonly #numbers: readonly number[];

  constructor(columns: Columns, numbers: readonly number[]) {
    this.#columns = columns;
    this.#numbers = numbers;
  }

  get samples(): readonly EventId[] {
    return this.#numbers.map(number => this.#columns.id(number));
  }
}

/** Some of the events, oldest first. */
export const samplesOf = ({samples}: Pick<Seen, 'samples'>): readonly EventId[] =>
  samples.flatMap(some => some.samples).sort(byTime);

const ENDS: readonly Stage[] = ['ResponseComplete', 'Panic'];
const ENDED = ROW_STAGES.map(stage => ENDS.includes(stage));

export const isEnd = (stage: Stage): boolean => ENDS.includes(stage);

/** In a list of counts by stages; unknown ones come last. */
export const rankOf = (stage: Stage): number => {
  const rank = ROW_STAGES.indexOf(stage);
  return rank === -1 ? ROW_STAGES.length : rank;
};

export function requestsIn({stages}: Pick<Seen, 'stages'>): number {
  let [ended, most] = [0, 0];
  for (let rank = 0; rank < stages.length; rank++) {
    if (ENDED[rank] === true) ended += stages[rank]!;
    else if (stages[rank]! > most) most = stages[rank]!;
  }
  return Math.max(ended, most);
}

/** Whether there is any event of it. */
export const isSeen = ({from, to}: Pick<Seen, 'from' | 'to'>): boolean => from <= to;

/** What query rules tell requests by. */
export const TRAITS = [
  'stage',
  'user.username',
  'impersonatedUser.username',
  'sourceIP',
  'verb',
  'objectRef.resource',
  'objectRef.subresource',
  'objectRef.namespace',
  'objectRef.name',
  'responseStatus.code',
] as const satisfies readonly FieldName[];

/** '' of what is no text. */
export const textOf = (value: FieldValue): string => (typeof value === 'string' ? value : '');

/** A value in words. */
export const wordOf = (value: FieldValue): string | undefined =>
  value === undefined || value === '' ? undefined : typeof value === 'object' ? value.join(',') : String(value);

export type Hit = Seen & {
  readonly user: string | undefined;
  readonly as: string | undefined;
  readonly ip: string | undefined;
  readonly verb: string | undefined;
  readonly resource: string | undefined;
  readonly sub: string | undefined;
  readonly ns: string | undefined;
  readonly name: string | undefined;
  readonly code: string | undefined;
};

/** As an alert names it that says nothing else of whoever it is about. */
export const podText = (ns: string, name: string): string => `pod ${ns}/${name}`;

/** A name for who acted: the user; where nobody was authenticated the address; of an alert about system calls the pod. */
export const whoOf = ({user, ip, ns, name}: Pick<Hit, 'user' | 'ip' | 'ns' | 'name'>): string => {
  if (user !== undefined) return user;
  if (ip !== undefined) return `address ${ip}`;
  return name === undefined ? 'somebody' : podText(ns ?? '', name);
};

/** Fewer, spread over all of them, with the first and the last. */
export function thinned<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({length: most}, (_, i) => list[Math.round((i * (list.length - 1)) / (most - 1))]!);
}

export const byTime = (a: EventId, b: EventId): number => a.time - b.time || (a.place < b.place ? -1 : 1);

/** Adds to `known`, which changes. */
export function addSeen(
  known: Seen,
  stage: Stage,
  count: number,
  [from, to]: readonly [from: Micros, to: Micros],
  sampled: Sampled,
): void {
  known.stages[rankOf(stage)]! += count;
  known.from = Math.min(known.from, from);
  known.to = Math.max(known.to, to);
  // An array that is pushed to takes room for many.
  if (known.samples.length < MOST_SAMPLES) known.samples = [...known.samples, sampled];
}

const NO_STAGES: readonly number[] = [...ROW_STAGES.map(() => 0), 0];

const [STARTED, COMPLETE]: readonly number[] = (['ResponseStarted', 'ResponseComplete'] as const).map(rankOf);

/** Counts by the rank of their stage; whatever ended a request counts as complete. */
export function stagesSeen(others: readonly number[] | undefined, started: number, ended: number): number[] {
  const stages = others === undefined ? NO_STAGES.slice() : NO_STAGES.map((none, rank) => others[rank] ?? none);
  stages[STARTED!] = started;
  stages[COMPLETE!] = ended;
  return stages;
}

export const nothingSeen = (): Seen => ({
  stages: NO_STAGES.slice(),
  from: Number.POSITIVE_INFINITY,
  to: Number.NEGATIVE_INFINITY,
  samples: [],
});

export const stageIn = (cells: readonly FieldValue[]): Stage => cells[0] as Stage;
