// Files in which forms mix: a line's form is told by the line, and lines that make one event find each other.
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {runs} from '../support/runs.ts';
import {eventNumber, readPath, tempFile} from './helpers.ts';

const json = JSON.stringify;
const TIME = '2026-11-20T10:02:11.318300000Z';

type Unit = {
  /** Stay in this order, with lines of other units between them. */
  readonly lines: readonly string[];
  readonly ids: readonly string[];
  readonly codes?: readonly string[];
  /** Units of the same stream stand one after the other. */
  readonly stream?: string;
};

const event = (n: number, more: object = {}) => json(eventNumber(n, more));
const cut = (text: string, size: number): string[] => text.match(new RegExp(`.{1,${size}}`, 'gs'))!;
const one = (line: string, id: number): Unit => ({lines: [line], ids: [`id-${id}`]});
const none = (line: string, code: string): Unit => ({lines: [line], ids: [], codes: [code]});

const criPieces = (n: number, stream: string): Unit => {
  const pieces = cut(event(n), 200);
  const lines = pieces.map((piece, i) => `${TIME} ${stream} ${i === pieces.length - 1 ? 'F' : 'P'} ${piece}`);
  return {lines, ids: [`id-${n}`], stream};
};

const dockerPieces = (n: number): Unit => ({
  lines: cut(`${event(n)}\n`, 250).map(log => json({log, stream: 'stdout', time: TIME})),
  ids: [`id-${n}`],
  stream: 'docker',
});

/** By name: a unit of each form, with the event of number `n`. */
const UNITS: Readonly<Record<string, (n: number) => Unit>> = {
  event: n => one(event(n), n),
  v1beta1: n => one(event(n, {apiVersion: 'audit.k8s.io/v1beta1'}), n),
  viaq: n => one(event(n, {level: 'default', k8s_audit_level: 'Metadata'}), n),
  CRI: n => ({...one(`${TIME} stdout F ${event(n)}`, n), stream: 'stdout'}),
  'CRI in pieces': n => criPieces(n, 'stdout'),
  'CRI in pieces, stderr': n => criPieces(n, 'stderr'),
  'CRI, the last piece missing': n => ({
    ...criPieces(n, 'stdout'),
    lines: criPieces(n, 'stdout').lines.slice(0, -1),
    ids: [],
    codes: ['SPLIT_LINE'],
  }),
  docker: n => one(json({log: `${event(n)}\n`, stream: 'stderr', time: TIME}), n),
  'docker in pieces': dockerPieces,
  'Fluent Bit': n => one(json({date: 1.5, log: event(n)}), n),
  Vector: n => one(json({file: '/x', message: event(n), source_type: 'file'}), n),
  Elastic: n => one(json({kubernetes: {audit: eventNumber(n)}}), n),
  AKS: n => one(json({category: 'kube-audit', properties: {log: `${event(n)}\n`}}), n),
  'AKS, another category': () => none(json({category: 'guard', properties: {log: '{}'}}), 'OTHER_LOG'),
  EventList: n => one(json({kind: 'EventList', items: [eventNumber(n)]}), n),
  array: n => one(json([eventNumber(n)]), n),
  CloudWatch: n => one(json({events: [{message: event(n)}]}), n),
  GKE: n =>
    one(
      json({insertId: `id-${n}`, protoPayload: {serviceName: 'k8s.io', methodName: 'io.k8s.get'}, timestamp: TIME}),
      n,
    ),
  legacy: n => one(`${TIME} AUDIT: id="id-${n}" stage="ResponseComplete" method="get" uri="/" response="200"`, n),
  'node name': n => one(`master-0 ${event(n)}`, n),
  'aws logs tail': n => one(`${TIME} kube-apiserver-audit-9 ${event(n)}`, n),
  klog: () => none('I1023 23:50:38.116061       1 a.go:2] x', 'KLOG_LINE'),
  'klog in CRI': () => ({
    ...none(`${TIME} stderr F E1023 23:50:38.116061       1 a.go:2] x`, 'KLOG_LINE'),
    stream: 'stderr',
  }),
  text: () => none('+ exec kube-apiserver', 'NOT_JSON'),
  'cut off': n => none(event(n).slice(0, 50), 'PARTIAL_LINE'),
  'glued to what was cut off': n => ({...one(event(n + 1000).slice(0, 200) + event(n), n), codes: ['GLUED_LINE']}),
  'another kind': () => none(json({kind: 'Pod', apiVersion: 'v1'}), 'NOT_AN_EVENT'),
  blank: () => ({lines: [''], ids: []}),
};

/** One unit after another, each moved up among the lines of those before it as far as `moves` and its stream allow. */
function interleaved(units: readonly Unit[], moves: readonly number[]): string[] {
  const queues = new Map<string, string[]>();
  units.forEach(({lines, stream}, i) => {
    const key = stream ?? `${i}`;
    queues.set(key, [...(queues.get(key) ?? []), ...lines]);
  });
  const mixed: string[] = [];
  for (let i = 0; queues.size > 0; i++) {
    const keys = [...queues.keys()];
    const key = keys[moves[i % moves.length]! % keys.length]!;
    const queue = queues.get(key)!;
    mixed.push(queue.shift()!);
    if (queue.length === 0) queues.delete(key);
  }
  return mixed;
}

test('any interleaving of lines of any forms gives the events of each, and the right problems', async () => {
  const names = fc.array(fc.constantFrom(...Object.keys(UNITS)), {minLength: 1, maxLength: 12});
  const moves = fc.array(fc.nat(), {minLength: 1, maxLength: 40});
  await fc.assert(
    fc.asyncProperty(names, moves, fc.constantFrom(1, 100, 1000, 1 << 20), async (names, moves, blockSize) => {
      const units = names.map((name, n) => UNITS[name]!(n));
      const path = tempFile(`${interleaved(units, moves).join('\n')}\n`);
      const {ids, codes} = await readPath(path, {blockSize});
      expect([...ids].sort()).toEqual(units.flatMap(({ids}) => ids).sort());
      expect(codes.filter(code => code !== 'NOT_AN_AUDIT_LOG').sort()).toEqual(
        units.flatMap(({codes = []}) => codes).sort(),
      );
    }),
    {numRuns: runs(200)},
  );
});
