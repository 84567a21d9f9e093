// What rules with a memory have in common: requests that were counted apart are told as one, and bursts of them.
import type {Micros} from '../../../audit/time.ts';
import type {Found, MemoryRule} from '../finding.ts';
import type {Memory, Moment} from '../memory.ts';
import {byTime, requestsIn, type Seen, samplesOf, thinned} from '../seen.ts';
import {type Settings, thresholdOf} from '../settings.ts';
import {took} from '../words.ts';
import {bursts} from './windows.ts';

/** What every finding has of its requests. */
export type Told = Pick<Found, 'count' | 'from' | 'to' | 'events' | 'addresses'>;

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)];

/** Requests of several kinds. */
export const together = (seen: readonly Seen[], ips: readonly string[]): Told => ({
  count: seen.reduce((count, one) => count + requestsIn(one), 0),
  from: Math.min(...seen.map(({from}) => from)),
  to: Math.max(...seen.map(({to}) => to)),
  events: seen.flatMap(samplesOf).sort(byTime),
  addresses: distinct(ips),
});

/** For the lists of what is allowed. */
export const traits = ({user, ns, ip}: {readonly user: string; readonly ns: string; readonly ip: string}) => ({
  user,
  namespace: ns,
  address: ip,
});

/** What `find` says of each of very many, with keys in between. */
export async function ofEach<T, R>(
  all: Iterable<T>,
  {pause}: Pick<Memory, 'pause'>,
  find: (one: T) => readonly R[],
): Promise<readonly R[]> {
  const found: R[] = [];
  for (const one of all) {
    await pause();
    for (const each of find(one)) found.push(each);
  }
  return found;
}

export type Burst<T> = {
  /** By time. */
  readonly items: readonly T[];
  readonly from: Micros;
  readonly to: Micros;
  /** From the first to the last, in words. */
  readonly long: string;
};

/** Stretches of more than the rule's threshold `least` within its threshold `within`. */
export const burstsOf = <T extends {readonly time: Micros}>(
  rule: Pick<MemoryRule, 'id' | 'thresholds'>,
  least: string,
  items: readonly T[],
  settings: Settings,
): readonly Burst<T>[] =>
  bursts(
    [...items].sort((a, b) => a.time - b.time),
    thresholdOf(rule, least, settings),
    thresholdOf(rule, 'within', settings),
  ).map(burst => {
    const [from, to] = [burst[0]!.time, burst.at(-1)!.time];
    return {items: burst, from, to, long: took(to - from)};
  });

/** Events of a finding that are worth keeping of very many. */
const MOST_EVENTS = 8;

/** Moments of which each is a request. */
export const momentsTold = ({items, from, to}: Burst<Moment>): Told => ({
  count: items.length,
  from,
  to,
  events: thinned(items, MOST_EVENTS).map(({id}) => id),
  addresses: distinct(items.map(({ip}) => ip)),
});
