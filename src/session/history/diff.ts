// What differs between two JSON values, field by field. Both sides are first brought into a form in which items of a list meet
// their own former selves, and in which no key of a body can be taken for a part of the language; flat.ts compares that.
import type {Json} from '../../audit/event.ts';
import {isContainer, isExactNumber, stringifyExact} from '../../audit/exact-json.ts';
import {finish, type Steps} from '../../audit/steps.ts';
import {type Flat, type FlatPath, flatSteps} from './flat.ts';
import {type ListKey, listKey, placeOf, segmentOf} from './lists.ts';
import {isList, isObject, type JsonObject, own, type Path, type Scalar, type Segment} from './path.ts';

export type FieldChange = {
  readonly path: Path;
  /** Absent: it was not there, or it is not known what was. */
  readonly before?: Json;
  /** Absent: it is not there any more. */
  readonly after?: Json;
  /** Of a list whose items stand in another order: the items as they stand now, each by what tells it apart. */
  readonly order?: readonly Scalar[];
  /** Of a JSON patch: where the value was taken from. */
  readonly from?: Path;
};

export type Diff = {
  readonly changes: readonly FieldChange[];
  /** How many more there are. */
  readonly more: number;
};

/** Deeper than this, and past so many values, a part is compared as one text: no honest object comes near either. */
const DEEPEST = 100;
const MOST_VALUES = 200_000;

/** More changes than anybody reads. */
export const MOST_CHANGES = 500;

// In the compared form every key has a letter before it: `.` for a key, `@` for an item of a list, `#` for the order of one.
type Budget = {left: number};

/** Values between two rests. */
const REST_AFTER = 256;

const leaf = (value: Json): Flat => {
  if (isContainer(value) || isExactNumber(value)) return `j${stringifyExact(value)}`;
  if (typeof value === 'number') return Object.is(value, -0) ? 'j-0' : `j${value}`;
  return typeof value === 'string' ? `s${value}` : value;
};

const itemKey = (item: Json, key: ListKey): string => {
  const segment = segmentOf(item, key);
  const value = typeof segment === 'object' ? ('item' in segment ? segment.item : segment.value) : '';
  return `@${JSON.stringify([key, value])}`;
};

/** Whether the items that both have, then those that are new, stand in the order of `after`. */
function isInOrder(before: readonly string[], after: readonly string[]): boolean {
  const now = new Set(after);
  const kept = before.filter(name => now.has(name));
  return kept.every((name, place) => after[place] === name);
}

type Pair = readonly [before: Flat, after: Flat];
const SAME: Pair = [true, true];

type Side = {[key: string]: Flat};

/** What is the same on both sides is left out of both: of two big bodies little is left. */
function put(one: Side, other: Side, label: string, [was, is]: Pair): void {
  if (was === is) return;
  one[label] = was;
  other[label] = is;
}

const isNothing = (side: Side): boolean => {
  for (const _ in side) return false;
  return true;
};

const sides = (one: Side, other: Side): Pair => (isNothing(one) && isNothing(other) ? SAME : [one, other]);

function* lists(
  before: readonly Json[],
  after: readonly Json[],
  name: string | undefined,
  depth: number,
  budget: Budget,
): Steps<Pair> {
  const key = listKey(name, before, after);
  if (key === undefined) {
    const both = Math.min(before.length, after.length);
    const one: Flat[] = [];
    const other: Flat[] = [];
    let isSame = before.length === after.length;
    for (let i = 0; i < both; i++) {
      const found = pair(before[i]!, after[i]!, undefined, depth + 1, budget);
      const [was, is] = isPair(found) ? found : yield* found;
      if (was !== is) isSame = false;
      one.push(was);
      other.push(is);
      if (i % REST_AFTER === REST_AFTER - 1) yield;
    }
    if (isSame) return SAME;
    for (const item of before.slice(both)) one.push(leaf(item));
    for (const item of after.slice(both)) other.push(leaf(item));
    return [one, other];
  }
  const [was, is] = [before.map(item => itemKey(item, key)), after.map(item => itemKey(item, key))];
  const former = new Map(was.map((label, i) => [label, before[i]!]));
  const one: Side = {};
  const other: Side = {};
  const now = new Set(is);
  was.forEach((label, i) => {
    if (!now.has(label)) one[label] = leaf(before[i]!);
  });
  for (const [i, label] of is.entries()) {
    const earlier = former.get(label);
    if (earlier === undefined) other[label] = leaf(after[i]!);
    else {
      const found = pair(earlier, after[i]!, undefined, depth + 1, budget);
      put(one, other, label, isPair(found) ? found : yield* found);
    }
    if (i % REST_AFTER === REST_AFTER - 1) yield;
  }
  if (!isInOrder(was, is)) [one['#'], other['#']] = ['before', 'after'];
  return sides(one, other);
}

function* objects(before: JsonObject, after: JsonObject, depth: number, budget: Budget): Steps<Pair> {
  const one: Side = {};
  const other: Side = {};
  let rest = budget.left - REST_AFTER;
  for (const key of Object.keys(before)) {
    const label = `.${key}`;
    if (!Object.hasOwn(after, key)) one[label] = true;
    else {
      const found = pair(before[key]!, after[key]!, key, depth + 1, budget);
      put(one, other, label, isPair(found) ? found : yield* found);
    }
    if (budget.left <= rest) {
      rest = budget.left - REST_AFTER;
      yield;
    }
  }
  for (const key of Object.keys(after)) if (!Object.hasOwn(before, key)) other[`.${key}`] = true;
  return sides(one, other);
}

const isPair = (found: Pair | Steps<Pair>): found is Pair => Array.isArray(found);

/** Both sides of a value in the compared form, or the work that this is. */
function pair(before: Json, after: Json, name: string | undefined, depth: number, budget: Budget): Pair | Steps<Pair> {
  if (before === after && (before !== 0 || Object.is(before, after))) return SAME;
  if (depth > DEEPEST || --budget.left < 0) return [leaf(before), leaf(after)];
  if (isList(before) && isList(after)) return lists(before, after, name, depth, budget);
  if (!isObject(before) || !isObject(after)) return [leaf(before), leaf(after)];
  return objects(before, after, depth, budget);
}

/** One step of the compared form on a side of the comparison. */
function step(
  value: Json | undefined,
  flat: string | number,
): {readonly segment: Segment; readonly value: Json | undefined} {
  if (typeof flat === 'number') return {segment: flat, value: isList(value) ? value[flat] : undefined};
  if (flat.startsWith('.')) return {segment: flat.slice(1), value: own(value, flat.slice(1))};
  const [key, known] = JSON.parse(flat.slice(1)) as [string, Scalar];
  const segment: Segment = key === '' ? {item: known} : {key, value: known};
  return {segment, value: isList(value) ? value[placeOf(value, segment)] : undefined};
}

function changeAt(before: Json, after: Json, flat: FlatPath): FieldChange {
  const path: Segment[] = [];
  let [one, other]: [Json | undefined, Json | undefined] = [before, after];
  for (const key of flat) {
    if (key === '#') {
      const [was, is] = [one as readonly Json[], other as readonly Json[]];
      const by = listKey(path.findLast(segment => typeof segment === 'string') as string | undefined, was, is)!;
      return {path, order: is.map(item => (by === '' ? item : own(item, by)) as Scalar)};
    }
    const next = step(one, key);
    path.push(next.segment);
    [one, other] = [next.value, step(other, key).value];
  }
  return {path, ...(one === undefined ? {} : {before: one}), ...(other === undefined ? {} : {after: other})};
}

/** As diffJson, of bodies of megabytes a piece at a time. */
export function* diffSteps(before: Json, after: Json, most = MOST_CHANGES): Steps<Diff> {
  const found = pair(before, after, undefined, 0, {left: MOST_VALUES});
  const [one, other] = isPair(found) ? found : yield* found;
  const flat = yield* flatSteps(one, other);
  const changes: FieldChange[] = [];
  for (const path of flat.slice(0, most)) {
    changes.push(changeAt(before, after, path));
    yield;
  }
  return {changes, more: Math.max(0, flat.length - most)};
}

/**
 * The changes that make `before` into `after`, at most `most` of them. Removed items of a keyed list go, new ones come at its
 * end, and `order` says when that is not how `after` has them. Of a list without a key changes go by index.
 */
export const diffJson = (before: Json, after: Json, most = MOST_CHANGES): Diff =>
  finish(diffSteps(before, after, most));

/** Every value of `value` by itself, as if it had come into an empty object. */
export const leavesOf = (value: Json, most = MOST_CHANGES): Diff => finish(leafSteps(value, most));

export function* leafSteps(value: Json, most = MOST_CHANGES): Steps<Diff> {
  const changes: FieldChange[] = [];
  let more = 0;
  const add = (path: Path, after: Json) => {
    if (changes.length < most) changes.push({path, after});
    else more++;
  };
  let seen = 0;
  // A stack of our own: a patch nests as deep as its sender likes.
  const rest: {readonly path: Path; readonly value: Json}[] = [{path: [], value}];
  for (let next = rest.pop(); next !== undefined && changes.length + more < MOST_VALUES; next = rest.pop()) {
    const {path, value: here} = next;
    const inner: {readonly path: Path; readonly value: Json}[] = [];
    if (path.length > DEEPEST || more > 0) add(path, here);
    else if (isObject(here)) {
      // What an item is named by stands in its path already.
      const last = path.at(-1);
      const named = typeof last === 'object' && 'key' in last ? last.key : undefined;
      const keys = Object.keys(here);
      for (const key of keys)
        if (key !== named || keys.length === 1) inner.push({path: [...path, key], value: here[key]!});
    } else if (isList(here)) {
      const name = path.at(-1);
      const key = listKey(typeof name === 'string' ? name : undefined, here, here);
      if (key === undefined || key === '') {
        add(path, here);
        continue;
      }
      for (const item of here) inner.push({path: [...path, segmentOf(item, key)], value: item});
    } else add(path, here);
    if (inner.length === 0 && isContainer(here) && !isList(here) && path.length <= DEEPEST) add(path, here);
    for (const each of inner.reverse()) rest.push(each);
    if (++seen % REST_AFTER === 0) yield;
  }
  return {changes, more};
}
