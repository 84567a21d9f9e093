// The API server of the soak: writes numbered events at a rate, splits some of them between two writes, and rotates as
// lumberjack and logrotate do. node bench/soak-writer.ts PATH SECONDS RATE ROTATIONS; prints how many events it wrote.
import {
  closeSync,
  copyFileSync,
  createReadStream,
  createWriteStream,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';

const TICK_MS = 10;

const [path = '', seconds = '8', rate = '10000', rotations = '3'] = process.argv.slice(2);
const duration = Number(seconds) * 1000;

const eventOf = (n: number): string => {
  const time = new Date().toISOString().replace('Z', `${String(n % 1000).padStart(3, '0')}Z`);
  return `${JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `soak-${n}`,
    stage: 'ResponseComplete',
    requestURI: `/api/v1/namespaces/team-${n % 40}/pods/web-${n % 997}`,
    verb: n % 7 === 0 ? 'update' : 'get',
    user: {username: `system:node:node-${n % 60}`, groups: ['system:nodes', 'system:authenticated']},
    sourceIPs: ['10.0.0.1'],
    userAgent: `kubelet/v1.36.0 ${'x'.repeat(n % 600)}`,
    objectRef: {resource: 'pods', namespace: `team-${n % 40}`, name: `web-${n % 997}`, apiVersion: 'v1'},
    responseStatus: {metadata: {}, code: 200},
    requestReceivedTimestamp: time,
    stageTimestamp: time,
    annotations: {'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': ''},
  })}\n`;
};

let fd = openSync(path, 'a');
let written = 0;

function rotate(): string {
  closeSync(fd);
  const stamp = new Date().toISOString().slice(0, -1).replaceAll(':', '-');
  const old = join(dirname(path), `audit-${stamp}.log`);
  renameSync(path, old);
  fd = openSync(path, 'a', 0o600);
  return old;
}

async function compress(old: string): Promise<void> {
  await pipeline(createReadStream(old), createGzip({level: 1}), createWriteStream(`${old}.gz`));
  rmSync(old);
}

/** As logrotate with copytruncate; between two writes, so that nothing is lost. */
function copyTruncate(): void {
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

function write(upTo: number): void {
  let text = '';
  while (written < upTo) text += eventOf(written++);
  const bytes = Buffer.from(text);
  const half = Math.floor(bytes.length * Math.random());
  writeSync(fd, bytes, 0, half);
  writeSync(fd, bytes, half);
}

/** Evenly spread, the copytruncate between two of them, and the second rotation is compressed. */
const acts = Array.from({length: Number(rotations)}, (_, i) => ({
  at: ((i + 1) / (Number(rotations) + 1)) * duration,
  act: async () => {
    const old = rotate();
    if (i === 1) await compress(old);
  },
}));
acts.push({at: (1.5 / (Number(rotations) + 1)) * duration, act: async () => copyTruncate()});
acts.sort((a, b) => a.at - b.at);

const begin = performance.now();
const busy: Promise<void>[] = [];
const timer = setInterval(() => {
  const now = performance.now() - begin;
  write(Math.floor((Math.min(now, duration) * Number(rate)) / 1000));
  while (acts.length > 0 && acts[0]!.at <= now) busy.push(acts.shift()!.act());
  if (now < duration) return;
  clearInterval(timer);
  Promise.all(busy).then(() => console.log(String(written)));
}, TICK_MS);
