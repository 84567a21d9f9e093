// Real events in forms of which there is no real log at hand: wrapped here as their programs do it, and GKE's from YAML.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {readExactly, readRecord} from '../../src/ingest/record.ts';
import {readPath, tempFile} from './helpers.ts';

const REAL = fileURLToPath(new URL('../../../shared/data/real', import.meta.url));
const isHere = existsSync(REAL);
if (!isHere) console.log('skipped: no real logs (../shared/data/real)');

const TIME = '2026-11-20T10:02:11.318300000Z';
const PIECE = 16 * 1024;
const KLOG = 'E1023 23:50:38.116061       1 a.go:2] x';

const cut = (text: string): string[] => text.match(new RegExp(`.{1,${PIECE}}`, 'gs')) ?? [];

const cri = (line: string) =>
  cut(line)
    .map((piece, i, all) => `${TIME} stdout ${i === all.length - 1 ? 'F' : 'P'} ${piece}\n${TIME} stderr F ${KLOG}\n`)
    .join('');

const docker = (line: string) =>
  cut(`${line}\n`)
    .map(log => `${JSON.stringify({log, stream: 'stdout', time: TIME})}\n`)
    .join('');

const LOGS = [
  'liggitt__audit2rbac/demo-v1beta1-757events.log',
  'openshift__cluster-logging-operator/apiaudit/vrl/audit_in.log',
];

describe.skipIf(!isHere)('real events', () => {
  test.each(
    LOGS.flatMap(name => [
      {form: 'CRI', wrap: cri, name},
      {form: 'docker', wrap: docker, name},
    ]),
  )('in pieces of $form: $name', async ({form, wrap, name}) => {
    const lines = readFileSync(join(REAL, name), 'utf8')
      .split('\n')
      .filter(line => line !== '');
    // One that is long, as a list at level RequestResponse is.
    const long = lines[0]!.replace('"user":', `"responseObject":{"items":"${'x\\"é'.repeat(40_000)}"},"user":`);
    const path = tempFile([...lines, long, ...lines].map(line => wrap(line)).join(''));
    const plain = await readPath(tempFile(`${[...lines, long, ...lines].join('\n')}\n`));
    for (const blockSize of [50_000, 1 << 23]) {
      const {ids, codes, events, records} = await readPath(path, {blockSize});
      expect(events).toEqual(plain.events);
      expect(ids).toHaveLength(2 * lines.length + 1);
      expect(codes.filter(code => code !== 'KLOG_LINE')).toEqual([]);
      const joined = records.filter(record => record.split('\n').length > 4);
      expect(joined.length).toBeGreaterThan(0);
      const known = new Set([...lines, long]);
      for (const record of joined) {
        expect(readRecord(record).form).toBe(form);
        expect(known.has(readExactly(record).raw[0]!)).toBe(true);
      }
    }
  });

  const folder = join(REAL, 'GoogleCloudPlatform__khi');
  const yamls = (name: string) =>
    isHere
      ? readdirSync(join(folder, name))
          .filter(file => !file.includes('manifest'))
          .map(file => join(folder, name, file))
      : [];

  test('entries of GKE are events, with the verb and the object of their names', () => {
    const files = yamls('k8s_audit');
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const file of files) {
      const entry = parse(readFileSync(file, 'utf8'));
      const {form, items, problems} = readRecord(JSON.stringify(entry));
      expect({form, problems}).toEqual({form: 'gke', problems: []});
      const {objectRef, verb, user, responseStatus} = items[0]!;
      const {resourceName, methodName, authenticationInfo} = entry.protoPayload;
      const {namespace, resource, name, apiVersion, subresource} = objectRef!;
      const path = ['core', apiVersion, 'namespaces', namespace, resource, name, subresource];
      expect(path.filter(part => part !== undefined).join('/')).toBe(resourceName);
      expect(
        ['io.k8s.core', apiVersion, resource, subresource, verb].filter(part => part !== undefined).join('.'),
      ).toBe(methodName);
      expect(user.username).toBe(authenticationInfo.principalEmail);
      expect(responseStatus?.code).toBe(200);
    }
  });

  test('entries of the service GKE are counted, not taken for events', () => {
    const files = yamls('gke_audit');
    expect(files.length).toBeGreaterThanOrEqual(5);
    for (const file of files) {
      const {items, problems} = readRecord(JSON.stringify(parse(readFileSync(file, 'utf8'))));
      expect({items, codes: problems.map(({code}) => code)}).toEqual({items: [], codes: ['OTHER_LOG']});
    }
  });
});
