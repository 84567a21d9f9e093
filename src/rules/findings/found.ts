// From what was counted for a query rule to what it says of one hand.
import type {Asking} from './ask.ts';
import {filterOfHits} from './filter-text.ts';
import type {Found, QueryRule} from './finding.ts';
import {byTime, type Hit, podText, requestsIn, samplesOf, thinned} from './seen.ts';
import {listed, times} from './words.ts';

/** Events kept of a finding. */
export const MOST_EVENTS = 12;
/** Kinds of requests that they are from. */
const MOST_HITS = 6;

const placeOf = ({ns, name, sub, resource}: Hit): string | undefined => {
  const kind = resource === undefined ? '' : `${resource}${sub === undefined ? '' : `/${sub}`} `;
  if (name !== undefined) return `${kind}${ns === undefined || ns === name ? '' : `${ns}/`}${name}`;
  return ns === undefined ? undefined : `${kind}in ${ns}`;
};

/** Of more pods alerts are not put to whoever did something there. */
const MOST_PODS = 500;

function podsOf(hits: readonly Hit[]): readonly string[] {
  const pods = new Set<string>();
  for (const {resource, ns = '', name} of hits) {
    if (resource === 'pods' && name !== undefined) pods.add(podText(ns, name));
    if (pods.size === MOST_PODS) break;
  }
  return [...pods];
}

/** What one hand did as to one query rule. */
export function foundOf({did, usual}: Pick<QueryRule, 'did' | 'usual'>, who: string, hits: readonly Hit[]): Found {
  const ordered = [...hits].sort((a, b) => a.from - b.from);
  const count = ordered.reduce((sum, hit) => sum + requestsIn(hit), 0);
  const as = listed(ordered.flatMap(hit => hit.as ?? []));
  const places = who.startsWith('pod ') ? '' : listed(ordered.flatMap(hit => placeOf(hit) ?? []));
  return {
    who,
    message: `${who} ${did}${as === '' ? '' : `, as ${as}`}${places === '' ? '' : `: ${places}`}${times(count)}`,
    count,
    from: ordered[0]!.from,
    to: ordered.reduce((last, {to}) => Math.max(last, to), ordered[0]!.to),
    events: thinned(thinned(ordered, MOST_HITS).flatMap(samplesOf).sort(byTime), MOST_EVENTS),
    filter: filterOfHits(ordered),
    addresses: [...new Set(ordered.flatMap(hit => hit.ip ?? []))],
    pods: podsOf(ordered),
    ...(usual?.by.test(who) === true ? {severity: usual.severity} : {}),
  };
}

/** With what its events say themselves, of rules whose events do. */
export async function withTexts(
  {did, text}: Pick<QueryRule, 'did' | 'text'>,
  found: Found,
  asking: Asking,
): Promise<Found> {
  if (text === undefined) return found;
  const texts: string[] = [];
  for await (const [, event] of asking.eachWith(found.events, id => id))
    if (event !== undefined) texts.push(text(event));
  const {message, who, count} = found;
  const rest = message.slice(`${who} ${did}`.length).replace(times(count), count === 1 ? '' : ` (${count} alerts)`);
  return {...found, message: `${who} ${did}: ${listed(texts)}${rest.startsWith(':') ? `,${rest.slice(1)}` : rest}`};
}
