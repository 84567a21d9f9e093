// What the API server and its plug-ins noted about a request. ANNOTATIONS says what the known keys mean; every other one is
// shown as it is, because webhooks and policies may add any. Keys as in kubernetes/apiserver at v1.36.
import {DECISION, type Json, REASON} from '../../audit/event.ts';
import {stringifyExact} from '../../audit/exact-json.ts';
import {type Micros, parseDuration} from '../../audit/time.ts';
import type {Style} from '../line.ts';
import {note, type Row, row, shown} from './rows.ts';
import {tookWords} from './sentence.ts';

type Known = {
  readonly key: RegExp;
  readonly label: string;
  readonly style?: Style;
  /** The value in words; absent or undefined: as it is. */
  readonly say?: (value: string, key: string) => string | undefined;
};

const LATENCY = 'apiserver.latency.k8s.io/';

function parsed(value: string): Json | undefined {
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined;
  }
}

const record = (value: Json | undefined): {readonly [key: string]: Json} | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as {readonly [key: string]: Json})
    : undefined;

function webhook(value: string): string | undefined {
  const said = record(parsed(value));
  if (said === undefined || typeof said.webhook !== 'string') return undefined;
  const of = typeof said.configuration === 'string' ? ` of ${said.configuration}` : '';
  const what = said.mutated === true ? ' changed the object' : said.mutated === false ? ' changed nothing' : '';
  const patch = said.patch === undefined ? '' : `, patch ${stringifyExact(said.patch)}`;
  return `${said.webhook}${of}${what}${patch}`;
}

function validationFailures(value: string): string | undefined {
  const list = parsed(value);
  if (!Array.isArray(list)) return undefined;
  const said = list.map(each => {
    const {message, policy, binding} = record(each) ?? {};
    return `${String(message ?? 'no message')} (policy ${String(policy)}, binding ${String(binding)})`;
  });
  return said.length === 0 ? undefined : said.join('; ');
}

const after = (key: string): string => key.slice(key.indexOf('/') + 1);

export const ANNOTATIONS = [
  {
    key: /^audit\.k8s\.io\/truncated$/,
    label: 'Truncated',
    style: 'warn',
    say: value => (value === 'true' ? 'the API server left the bodies out: the event was too big' : undefined),
  },
  {
    key: /^k8s\.io\/deprecated$/,
    label: 'Deprecated',
    style: 'warn',
    say: value => (value === 'true' ? 'this API version is deprecated' : undefined),
  },
  {key: /^k8s\.io\/removed-release$/, label: 'Removed in', style: 'warn', say: value => `Kubernetes ${value}`},
  {key: /^pod-security\.kubernetes\.io\/audit-violations$/, label: 'Pod security', style: 'warn'},
  {
    key: /^pod-security\.kubernetes\.io\/enforce-policy$/,
    label: 'Pod security',
    say: value => `enforced policy ${value}`,
  },
  {key: /^pod-security\.kubernetes\.io\/exempt$/, label: 'Pod security', say: value => `exempt by its ${value}`},
  {key: /^pod-security\.kubernetes\.io\/error$/, label: 'Pod security', style: 'error'},
  {
    key: /^failed-open\.(?:mutation|validating)\.webhook\.admission\.k8s\.io\//,
    label: 'Webhook',
    style: 'warn',
    say: value => `${value} failed and was ignored (failurePolicy Ignore)`,
  },
  {key: /^(?:mutation|patch)\.webhook\.admission\.k8s\.io\//, label: 'Webhook', say: webhook},
  {
    key: /^validation\.policy\.admission\.k8s\.io\/validation_failure$/,
    label: 'Policy says',
    style: 'warn',
    say: validationFailures,
  },
  {
    key: /^authentication\.kubernetes\.io\/issued-credential-id$/,
    label: 'Issued token',
    say: value => `${value}, the credential-id of requests made with it`,
  },
  {key: /^authentication\.k8s\.io\/stale-token$/, label: 'Stale token', style: 'warn'},
  {
    key: /^authentication\.k8s\.io\/legacy-token/,
    label: 'Legacy token',
    style: 'warn',
    say: (value, key) => `${value} (${after(key)})`,
  },
  {
    key: /^apiserver\.k8s\.io\/unsafe-delete-ignore-read-error$/,
    label: 'Unsafe delete',
    style: 'warn',
    say: () => 'deleted although it could not be read',
  },
  {
    key: /^(?:missing-san|insecure-sha1)\.invalid-cert\.kubernetes\.io\//,
    label: 'Certificate',
    style: 'warn',
    say: (value, key) => `of ${after(key)}: ${value}`,
  },
] as const satisfies readonly Known[];

const known: readonly Known[] = ANNOTATIONS;

type Annotations = {readonly [key: string]: string};

/** What keeping and dropping it means. */
const at = (key: string, value: string) => ({path: ['annotations', key], raw: value});

/** Slowest first, `total` before all; what is no duration stays text. */
function latencyRows(annotations: Annotations): readonly Row[] {
  const parts = Object.entries(annotations)
    .filter(([key]) => key.startsWith(LATENCY))
    .map(([key, value]) => ({name: key.slice(LATENCY.length), value, micros: parseDuration(value)}));
  const total = parts.find(part => part.name === 'total')?.micros;
  const rank = (part: (typeof parts)[number]): Micros => (part.name === 'total' ? Infinity : (part.micros ?? -1));
  const sorted = parts.toSorted((a, b) => rank(b) - rank(a));
  return sorted.map(({name, value, micros}, i) => {
    const took = micros === undefined ? value : tookWords(Math.round(micros));
    const isShare = micros !== undefined && total !== undefined && total > 0 && name !== 'total';
    const share = isShare ? [note(`${Math.round((micros / total) * 100)}%`)] : [];
    return {
      ...row(i === 0 ? 'Latency' : '', shown(took.padStart(8)), shown(`  ${name}`), ...share),
      ...at(LATENCY + name, value),
    };
  });
}

const ELSEWHERE: ReadonlySet<string> = new Set([DECISION, REASON]);

/** All annotations but the authorizer's, which have their own section. */
export function annotationRows(annotations: Annotations): readonly Row[] {
  const told: Row[] = [];
  const unknown: Row[] = [];
  for (const [key, value] of Object.entries(annotations)) {
    if (ELSEWHERE.has(key) || key.startsWith(LATENCY)) continue;
    const text = String(value);
    const meaning = known.find(each => each.key.test(key));
    if (meaning !== undefined)
      told.push({...row(meaning.label, shown(meaning.say?.(text, key) ?? text, meaning.style)), ...at(key, text)});
    else unknown.push({...row('Annotation', shown(key, 'key'), shown(`: ${text}`)), ...at(key, text)});
  }
  const flagged = told.toSorted((a, b) => Number(a.label !== 'Truncated') - Number(b.label !== 'Truncated'));
  return [...flagged, ...latencyRows(annotations), ...unknown];
}
