// The events of classes, one by one in the order of time: for what only a body tells, each is read.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, type Expr, NO_ALERTS} from '../../query/ast.ts';
import {type EventId, type Source, TIME_ORDER} from '../../source/source.ts';
import type {RequestClass} from './classes.ts';

export type LookOptions = {
  /** Events that are read. */
  readonly most: number;
  /** Waited for now and then: others may work meanwhile. */
  readonly pause?: (() => Promise<void>) | undefined;
};

export type Looked<T> = {
  /** What was told by the events of each class, as far as they were read. */
  readonly told: ReadonlyMap<RequestClass, readonly T[]>;
  /** Events that were left when enough had been read, and when the first of them was. */
  readonly left: number;
  readonly leftFrom?: Micros;
  /** Events that could not be read any more. */
  readonly gone: number;
};

/** Rows asked for at a time. */
const PAGE = 500;
/** Events read between two pauses. One is held at a time: bodies may be big. */
const EVENTS_AT_ONCE = 32;

const keyOf = (values: readonly FieldValue[]): string => JSON.stringify(values.map(value => value ?? null));

/** Finds the class of a row by its cells. Classes that tell names apart and those that do not have different fields. */
function classFinder(classes: readonly RequestClass[], cells: readonly FieldName[]) {
  const lists = [...Map.groupBy(classes, ({by}) => by.join(' ')).values()].map(members => ({
    at: members[0]!.by.map(name => cells.indexOf(name)),
    byKey: new Map(members.map(one => [keyOf(one.tally.key), one] as const)),
  }));
  return (values: readonly FieldValue[]): RequestClass | undefined => {
    for (const {at, byKey} of lists) {
      const found = byKey.get(keyOf(at.map(i => values[i])));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/**
 * What `look` tells of every event of `classes`.
 * @param where holds them all; what else it holds costs a look at its row
 * @throws Error of the source
 */
export async function lookAt<T>(
  source: Source,
  where: Expr,
  classes: readonly RequestClass[],
  {most, pause}: LookOptions,
  look: (event: AuditEvent, one: RequestClass) => T,
): Promise<Looked<T>> {
  const told = new Map<RequestClass, T[]>();
  let [read, gone, left] = [0, 0, 0];
  let leftFrom: Micros | undefined;
  if (classes.length === 0) return {told, left, gone};
  const cells = [...new Set(classes.flatMap(({by}) => by))];
  const classOf = classFinder(classes, cells);
  const view = {where: and(where, NO_ALERTS), stages: 'latest'} as const;
  for (let last: EventId | undefined; ; ) {
    const place = last === undefined ? {} : {at: last};
    const {rows} = await source.rows(view, {order: TIME_ORDER, limit: PAGE, cells, ...place});
    const fresh = rows[0]?.id.place === last?.place ? rows.slice(1) : rows;
    for (const {id, cells: values} of fresh) {
      const one = classOf(values);
      if (one === undefined) continue;
      if (read >= most) {
        left++;
        leftFrom ??= id.time;
        continue;
      }
      if (read++ % EVENTS_AT_ONCE === 0) await pause?.();
      const detail = await source.event(id).catch(() => undefined);
      if (detail === undefined) gone++;
      else {
        const known = told.get(one) ?? [];
        told.set(one, known);
        known.push(look(detail.event, one));
      }
    }
    await pause?.();
    if (rows.length < PAGE || fresh.length === 0) break;
    last = rows.at(-1)!.id;
  }
  return {told, left, gone, ...(leftFrom === undefined ? {} : {leftFrom})};
}
