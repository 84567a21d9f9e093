// Many events in few bytes: metadata of as little as the API server writes, one event a request, compressed. For questions
// over columns it makes no difference what the lines were; ten million of the usual length would be eleven gigabytes.
import {closeSync, openSync, writeSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {Random} from '../scripts/samples/random.ts';
import {formatMicroTime} from '../src/audit/time.ts';

const START = Date.UTC(2026, 10, 20, 6) * 1000;
const STEP = 7700;
const FLUSH_BYTES = 4 << 20;

const list = (count: number, of: (n: number) => string) => Array.from({length: count}, (_, n) => of(n));
const VERBS = ['get', 'get', 'get', 'list', 'watch', 'update', 'patch', 'create', 'delete'];
const CODES = [200, 200, 200, 200, 200, 200, 200, 201, 404, 403, 409, 500];
const USERS = [
  ...list(150, n => `system:node:worker-${n}`),
  ...list(60, n => `system:serviceaccount:team-${n}:app`),
  ...list(40, n => `user-${n}@example.com`),
];
const RESOURCES = [
  'pods',
  'leases',
  'leases',
  'nodes',
  'configmaps',
  'secrets',
  'endpointslices',
  'deployments',
  'replicasets',
  'events',
  'services',
  'jobs',
];
const NAMESPACES = list(60, n => `team-${n}`);
const NAMES = list(5000, n => `object-${n.toString(36)}`);
const IPS = list(200, n => `10.0.${n >> 5}.${n & 31}`);
const AGENTS = list(25, n => `agent-${n}/v1.${n}`);

/** Writes `events` lines to `path`, compressed, replacing what is there. The same seed gives the same bytes. */
export function writeShortLines(path: string, events: number, seed: number): void {
  const random = new Random(`short ${seed}`);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random.unit() ** 2 * of.length)]!;
  const file = openSync(path, 'w');
  let text = '';
  const flush = () => {
    const bytes = gzipSync(Buffer.from(text, 'latin1'), {level: 1});
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    text = '';
  };
  try {
    for (let n = 0; n < events; n++) {
      const time = START + n * STEP;
      const hex = n.toString(16).padStart(12, '0');
      const [received, ended] = [
        formatMicroTime(time),
        formatMicroTime(time + 1000 + Math.floor(random.unit() * 40_000)),
      ];
      const [verb, resource, namespace, name, code] = [
        pick(VERBS),
        pick(RESOURCES),
        pick(NAMESPACES),
        pick(NAMES),
        pick(CODES),
      ];
      text += `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"0f7d9a3c-5b1e-4c2d-8e6f-${hex}","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/${namespace}/${resource}/${name}","verb":"${verb}","user":{"username":"${pick(USERS)}","groups":["system:authenticated"]},"sourceIPs":["${pick(IPS)}"],"userAgent":"${pick(AGENTS)}","objectRef":{"resource":"${resource}","namespace":"${namespace}","name":"${name}","apiVersion":"v1"},"responseStatus":{"metadata":{},"code":${code}},"requestReceivedTimestamp":"${received}","stageTimestamp":"${ended}","annotations":{"authorization.k8s.io/decision":"${code === 403 ? 'forbid' : 'allow'}","authorization.k8s.io/reason":""}}\n`;
      if (text.length > FLUSH_BYTES) flush();
    }
    flush();
  } finally {
    closeSync(file);
  }
}
