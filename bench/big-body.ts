// A log of a few small events about one object, then two updates of it whose bodies are megabytes, for bench/measure-body.ts.
// From a seed: two runs read the same bytes.
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** One part of a body is about this many bytes of JSON. */
const BYTES_A_PART = 500;

/** One part in so many differs between two bodies. */
const DIFFERS = 100;

const part = (i: number, change: number) => ({
  metadata: {name: `pod-${i}`, namespace: 'prod', uid: `u-${i}`, labels: {app: `web-${i % 50}`, tier: 'front'}},
  spec: {
    replicas: (i % 7) + (i % DIFFERS === 0 ? change : 0),
    nodeName: `node-${i % 30}`,
    containers: [
      {
        name: 'web',
        image: `registry.example.com/web:${i % 5}`,
        env: [
          {name: 'PLACE', value: String(i)},
          {name: 'TEXT', value: 'some words of a text '.repeat(2)},
        ],
        ports: [{containerPort: 8080}],
      },
    ],
    tolerations: [{key: 'dedicated', operator: 'Exists'}],
  },
  status: {phase: 'Running', podIP: `10.0.${(i >> 8) & 255}.${i & 255}`},
});

export const bigBody = (bytes: number, change: number) => ({
  kind: 'Bundle',
  apiVersion: 'example.com/v1',
  metadata: {name: 'big', namespace: 'prod'},
  spec: Object.fromEntries(
    Array.from({length: Math.ceil(bytes / BYTES_A_PART)}, (_, i) => [`part-${i}`, part(i, change)]),
  ),
});

/** Lines of a log: `small` events, then two whose request and response bodies have `bytes` each. */
export function bigBodyLog(bytes: number, small = 5): string {
  const line = (i: number, bodies: object) =>
    JSON.stringify({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'RequestResponse',
      auditID: `big-${i}`,
      stage: 'ResponseComplete',
      requestURI: '/apis/example.com/v1/namespaces/prod/bundles/big',
      verb: 'update',
      user: {username: 'alice', groups: ['dev']},
      sourceIPs: ['10.0.0.1'],
      objectRef: {resource: 'bundles', namespace: 'prod', name: 'big', apiGroup: 'example.com', apiVersion: 'v1'},
      responseStatus: {metadata: {}, code: 200},
      ...bodies,
      requestReceivedTimestamp: `2026-11-20T10:00:${String(i).padStart(2, '0')}.000000Z`,
      stageTimestamp: `2026-11-20T10:00:${String(i).padStart(2, '0')}.100000Z`,
    });
  const sides = (change: number) => ({
    requestObject: bigBody(bytes, change),
    responseObject: bigBody(bytes, change + 1),
  });
  const lines = Array.from({length: small + 2}, (_, i) => line(i, i < small ? {} : sides(i)));
  return `${lines.join('\n')}\n`;
}

/** Made once, kept where the other logs of the benchmarks are. */
export function bigBodyFile(bytes: number): string {
  const folder = join(tmpdir(), 'audit-tui-bench');
  const path = join(folder, `big-body-${bytes}.log`);
  mkdirSync(folder, {recursive: true});
  if (!existsSync(path)) writeFileSync(path, bigBodyLog(bytes));
  return path;
}
