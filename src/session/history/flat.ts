// What differs between two values of the compared form of diff.ts, in the order in which microdiff tells it: what went and what
// changed as the keys of the first one come, then what is new. Cut where it may rest, which microdiff is not.
import type {Steps} from '../../audit/steps.ts';

export type Flat = string | boolean | null | readonly Flat[] | {readonly [key: string]: Flat};

/** Keys of mappings and indices of lists. */
export type FlatPath = readonly (string | number)[];

/** Keys between two rests. */
const REST_AFTER = 512;

type Container = readonly Flat[] | {readonly [key: string]: Flat};

const isContainer = (value: Flat): value is Container => typeof value === 'object' && value !== null;

const isLike = (a: Container, b: Container): boolean => Array.isArray(a) === Array.isArray(b);

/** The places where `before` and `after` differ; the empty path where they do as a whole. Keys may be any but `__proto__`. */
export function* flatSteps(before: Flat, after: Flat): Steps<readonly FlatPath[]> {
  const found: FlatPath[] = [];
  if (isContainer(before) && isContainer(after) && isLike(before, after)) {
    yield* compare(before, after, [], found, {left: REST_AFTER});
  } else if (!Object.is(before, after)) found.push([]);
  return found;
}

type Rest = {left: number};

function* compare(before: Container, after: Container, path: FlatPath, found: FlatPath[], rest: Rest): Steps<void> {
  if (before === after) return;
  const isArray = Array.isArray(before);
  const [one, other] = [before, after] as readonly {readonly [key: string]: Flat}[];
  const step = (key: string) => (isArray ? Number(key) : key);
  for (const key of Object.keys(one!)) {
    if (--rest.left < 0) {
      rest.left = REST_AFTER;
      yield;
    }
    const is = one![key]!;
    if (!Object.hasOwn(other!, key)) {
      found.push([...path, step(key)]);
      continue;
    }
    const now = other![key]!;
    if (isContainer(is) && isContainer(now) && isLike(is, now)) {
      yield* compare(is, now, [...path, step(key)], found, rest);
    } else if (!Object.is(is, now)) found.push([...path, step(key)]);
  }
  for (const key of Object.keys(other!)) if (!Object.hasOwn(one!, key)) found.push([...path, step(key)]);
}
