// Helpers of the background actors: when they act, and how long an API server takes to answer.
import type {ObjectReference} from '../../../src/audit/event.ts';
import type {Micros} from '../../../src/audit/time.ts';
import {type Actor, CRASH, LOG_END, LOG_START, MINUTE, MS, RESTART, SECOND} from '../cluster.ts';
import type {Random} from '../random.ts';
import type {Call} from '../record.ts';

/** Times about `period` apart over the whole log, each off by up to a tenth of it. */
export function every(period: Micros, random: Random): Micros[] {
  const times: Micros[] = [];
  for (let time = LOG_START + random.unit() * period; time < LOG_END; time += period) {
    times.push(Math.floor(time + (random.unit() - 0.5) * 0.2 * period));
  }
  return times.filter(time => time > LOG_START);
}

/** How long a request takes: about 3 ms, with a tail to some 40 ms. */
export const quick = (random: Random): Micros => Math.round(Math.min(random.logNormal(3 * MS, 0.8), 60 * MS));

/** A watch that its client renews for ever: 5 to 10 minutes each, cut by the crash, resumed after it. */
export function watches(actor: Actor, ref: ObjectReference, selector: string, random: Random): Call[] {
  const calls: Call[] = [];
  let time = LOG_START - random.int(0, 8 * 60) * SECOND - random.int(0, 999_999);
  while (time < LOG_END) {
    const seconds = random.int(300, 599);
    const took = seconds * SECOND + random.int(0, 20 * MS);
    const version = 48_200_000 + Math.floor((time - LOG_START + 10 * MINUTE) / (40 * MS));
    const query = `allowWatchBookmarks=true${selector}&resourceVersion=${version}&timeout=${Math.floor(seconds / 60)}m${seconds % 60}s&timeoutSeconds=${seconds}&watch=true`;
    calls.push({at: time, took, actor, verb: 'watch', ref, query, code: 200});
    const done = time + took;
    const isCut = time < CRASH && done >= CRASH;
    time = isCut ? RESTART + random.int(100, 3000) * MS + random.int(0, 999) : done + random.int(1, 40) * MS;
  }
  return calls;
}
