// Rules with a memory about how much in how short a time, and about what is missing.
import type {Micros} from '../../../audit/time.ts';
import {exprOf} from '../compile.ts';
import {byWho, during, filterOf} from '../filter-text.ts';
import type {Found, MemoryRule} from '../finding.ts';
import type {FirstMoment} from '../memory.ts';
import {did, times} from '../sample.ts';
import {listed} from '../words.ts';
import {burstsOf, momentsTold, ofEach, traits} from './together.ts';

const MINUTE: Micros = 60e6;
const DELETED = exprOf('verb:delete,deletecollection sub:"" code:2xx');
const READ = exprOf('verb:get resource:secrets code:2xx');
/** What goes on for longer, or comes again, is no burst. */
const LONG = 30 * MINUTE;

/** Whether an account reads nearly all of them again much later: then it always does. */
function isUsual(user: string, items: readonly FirstMoment[]): boolean {
  const again = items.filter(({time, last}) => last - time > LONG).length;
  return user.startsWith('system:serviceaccount:') && again >= items.length * 0.9;
}

export const secretsEnumerated: MemoryRule = {
  kind: 'memory',
  id: 'secrets-enumerated',
  title: 'Many secrets read in a short time',
  severity: 'high',
  technique: {id: 'T1552.007', name: 'Container API'},
  sees: 'One identity that read many different Secrets by name in a short time, each for the first time in this log. Low if a service account reads nearly all of them again more than half an hour later, as operators do.',
  why: 'A program reads the few that it needs. Whoever reads one after the other is collecting.',
  falseAlarms: 'Operators and backups that look after secrets, when they start. Allow their users.',
  query: 'verb:get resource:secrets code:2xx',
  thresholds: {
    names: {kind: 'count', value: 10, doc: 'how many different secrets'},
    within: {kind: 'duration', value: 5 * MINUTE, doc: 'in which time'},
  },
  found: times(12, 2, (at, i) => did(`get secrets shop/s${i}`, {at})),
  near: times(12, 2, at => did('get secrets shop/db', {at})),
  async find({secrets, isAllowed, pause}, settings) {
    return ofEach(secrets, {pause}, ([user, all]) => {
      const moments = all.filter(moment => !isAllowed('secrets-enumerated', traits(moment)));
      return burstsOf(secretsEnumerated, 'names', moments, settings).map((burst): Found => {
        const {items, from, to, long} = burst;
        return {
          who: user,
          message: `${user} read ${items.length} different secrets within ${long}, in ${listed(items.map(({ns}) => ns))}`,
          ...momentsTold(burst),
          ...(isUsual(user, items) ? {severity: 'low' as const} : {}),
          filter: filterOf(byWho(user), READ, during(from, to)),
        };
      });
    });
  },
};

export const deletionBurst: MemoryRule = {
  kind: 'memory',
  id: 'deletion-burst',
  title: 'Many deletions in a short time',
  severity: 'high',
  technique: {id: 'T1485', name: 'Data Destruction'},
  sees: 'One identity outside of Kubernetes itself that deleted many objects in a short time. Medium if a service account deleted nothing but pods, jobs and leases; low if that goes on for more than half an hour, as where jobs run all day.',
  why: 'Sabotage looks like this, and so does a script with the wrong namespace.',
  falseAlarms:
    'Helm and deployers that remove an application, and tests that tidy up. Allow their users in those namespaces.',
  query: 'verb:delete,deletecollection code:2xx',
  thresholds: {
    deletions: {kind: 'count', value: 20, doc: 'how many'},
    within: {kind: 'duration', value: 5 * MINUTE, doc: 'in which time'},
  },
  found: times(25, 2, (at, i) => did(`delete pods shop/p${i}`, {at})),
  near: times(25, 60, (at, i) => did(`delete pods shop/p${i}`, {at})),
  async find({deletions, podDeletions, isAllowed, pause}, settings) {
    return ofEach(deletions, {pause}, ([user, all]) => {
      const moments = all.filter(moment => !isAllowed('deletion-burst', traits(moment)));
      const ofPods = new Set((podDeletions.get(user) ?? []).map(({id}) => id.place));
      return burstsOf(deletionBurst, 'deletions', moments, settings).map((burst): Found => {
        const {items, from, to, long} = burst;
        return {
          who: user,
          message: `${user} deleted ${items.length} times within ${long}, in ${listed(items.map(({ns}) => ns || 'the cluster'))}`,
          ...momentsTold(burst),
          ...(items.every(({id}) => ofPods.has(id.place)) ? {severity: to - from > LONG ? 'low' : 'medium'} : {}),
          filter: filterOf(byWho(user), DELETED, during(from, to)),
        };
      });
    });
  },
};

export const logGap: MemoryRule = {
  kind: 'memory',
  id: 'log-gap',
  title: 'Gap in the log',
  severity: 'low',
  technique: {id: 'T1562.008', name: 'Disable or Modify Cloud Logs'},
  sees: 'A time between two files of a log of which nothing is there, or events that were left out.',
  why: 'Nothing is known of what happened then.',
  falseAlarms: 'Rotation that keeps too few files, an API server that was down, --since and --until.',
  query: '',
  thresholds: {},
  found: [],
  near: [],
  async find({notes, extent, beside}) {
    const found: Found[] = [];
    for (const {kind, text, from, to} of notes) {
      if (kind !== 'gap' && kind !== 'dropped') continue;
      // What is missing of the beginning has nothing before it.
      const [until, since] = from === undefined || to === undefined ? [extent.from - 1, extent.from] : [from, to];
      const events = await beside(until, since);
      const times = events.map(({time}) => time);
      const ends = times.length === 0 ? extent : {from: Math.min(...times), to: Math.max(...times)};
      found.push({
        who: 'the log',
        message: text,
        count: 1,
        ...ends,
        events,
        filter: events.length === 0 ? '' : filterOf(during(ends.from, ends.to)),
        addresses: [],
      });
    }
    return found;
  },
};

export const BURST_RULES: readonly MemoryRule[] = [secretsEnumerated, deletionBurst, logGap];
