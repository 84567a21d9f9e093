// The sample logs as files: that they are what the seed gives, and that they look as an API server's would.
import {gunzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {sampleFiles} from '../../scripts/samples/files.ts';
import {HOSTILE_AGENT, HOSTILE_NAME} from '../../scripts/samples/oddities.ts';
import {POLICY, ruleFor} from '../../scripts/samples/policy.ts';
import {type AuditEvent, STAGES} from '../../src/audit/event.ts';
import {parseMicroTime} from '../../src/audit/time.ts';
import {allLines, badLines, bytesOf, events, GZIPPED, goodLines, LIVE, linesOf, ROTATED} from './read.ts';

const SECOND = 1_000_000;
const stageTime = (event: AuditEvent) => parseMicroTime(event.stageTimestamp!)!;
const content = (name: string, bytes: Buffer) => (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
const counts = (values: readonly (string | number | undefined)[]) =>
  new Map([...new Set(values)].map(value => [value, values.filter(other => other === value).length]));

describe('regeneration', () => {
  const generated = sampleFiles();

  test.each(generated.map(file => file.name))('%s is what the seed gives (else: npm run samples)', name => {
    const file = generated.find(candidate => candidate.name === name)!;
    expect(content(name, bytesOf(name)) === content(name, file.bytes)).toBe(true);
  });

  test('twice gives the same bytes', () => {
    const again = sampleFiles();
    expect(again.map(file => file.bytes.equals(generated.find(({name}) => name === file.name)!.bytes))).toEqual(
      generated.map(() => true),
    );
  });

  test('another seed gives other bytes', () => {
    const other = sampleFiles(1).find(file => file.name === LIVE)!;
    expect(other.bytes.equals(bytesOf(LIVE))).toBe(false);
  });

  test('the gzip file carries no time and no system', () => {
    const header = bytesOf(GZIPPED);
    expect(header.readUInt32LE(4)).toBe(0);
    expect(header[9]).toBe(0xff);
  });

  test('all of it is small', () => {
    const size = generated.reduce((sum, file) => sum + file.bytes.length, 0);
    expect(size).toBeLessThan(3_000_000);
  });
});

describe('lines', () => {
  test('two are no events, as the README says, both in the rotated file', () => {
    expect(badLines).toHaveLength(2);
    expect(linesOf(ROTATED)).toEqual(expect.arrayContaining(badLines));
    expect(badLines[0]).toMatch(/^E1120 09:52:16\.\d{6} .*apiserver panic'd/);
  });

  test('the glued one ends in a whole event, and begins with part of another', () => {
    const glued = badLines[1]!;
    const seam = glued.indexOf('{"kind":"Event"', 1);
    expect(glued.startsWith('{"kind":"Event"')).toBe(true);
    expect(seam).toBeGreaterThan(100);
    expect((JSON.parse(glued.slice(seam)) as AuditEvent).stage).toBeOneOf([...STAGES]);
  });

  test('there are 2,500 to 4,000', () => {
    expect(allLines.length).toBeGreaterThan(2500);
    expect(allLines.length).toBeLessThan(4000);
  });

  const ORDER =
    'kind apiVersion level auditID stage requestURI verb user impersonatedUser authenticationMetadata sourceIPs userAgent objectRef responseStatus requestObject responseObject requestReceivedTimestamp stageTimestamp annotations'.split(
      ' ',
    );
  const NESTED: Readonly<Record<string, readonly string[]>> = {
    user: ['username', 'uid', 'groups', 'extra'],
    objectRef: ['resource', 'namespace', 'name', 'uid', 'apiGroup', 'apiVersion', 'resourceVersion', 'subresource'],
    responseStatus: ['metadata', 'status', 'message', 'reason', 'details', 'code'],
  };
  const isInOrder = (value: object, order: readonly string[]) => {
    const places = Object.keys(value).map(key => order.indexOf(key));
    return places.every((place, i) => place > (places[i - 1] ?? -1));
  };

  test('all have their fields in the order of the Go structs', () => {
    expect(events.filter(event => !isInOrder(event, ORDER))).toEqual([]);
    for (const [field, order] of Object.entries(NESTED)) {
      const values = events.map(event => event[field as keyof AuditEvent]).filter(value => typeof value === 'object');
      expect(values.length).toBeGreaterThan(1000);
      expect(values.filter(value => !isInOrder(value as object, order))).toEqual([]);
    }
  });

  test('are compact JSON with HTML escaped', () => {
    expect(goodLines.filter(line => /[<>&\u2028\u2029]/.test(line))).toEqual([]);
    expect(
      goodLines.filter(line => !line.startsWith('{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"')),
    ).toEqual([]);
    expect(goodLines.some(line => line.includes('\\u0026watch=true'))).toBe(true);
  });
});

describe('time', () => {
  test('stageTimestamp goes back now and then, by less than 0.1 s', () => {
    let newest = 0;
    let largest = 0;
    for (const event of events) {
      largest = Math.max(largest, newest - stageTime(event));
      newest = Math.max(newest, stageTime(event));
    }
    expect(largest).toBeGreaterThan(0);
    expect(largest).toBeLessThan(0.1 * SECOND);
  });

  test('watches end 5 to 10 minutes after they began', () => {
    const ended = events.filter(event => event.verb === 'watch' && event.stage === 'ResponseComplete');
    const seconds = ended.map(event => (stageTime(event) - parseMicroTime(event.requestReceivedTimestamp!)!) / SECOND);
    expect(seconds.length).toBeGreaterThan(100);
    expect(Math.min(...seconds)).toBeGreaterThanOrEqual(300);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(600);
  });

  test('each file covers the time up to its rotation', () => {
    const end = (name: string) =>
      linesOf(name)
        .at(-1)!
        .match(/"stageTimestamp":"([^"]+)"/)![1]!;
    expect(end(GZIPPED) <= '2026-11-20T09:44:30.112').toBe(true);
    expect(end(ROTATED) <= '2026-11-20T10:00:41.507').toBe(true);
    expect(end(GZIPPED) > '2026-11-20T09:44:2').toBe(true);
  });

  test('nothing is stamped while the API server was down', () => {
    const down = events.filter(
      event => event.stageTimestamp! > '2026-11-20T09:52:17.402' && event.stageTimestamp! < '2026-11-20T09:52:31.870',
    );
    expect(down).toEqual([]);
  });
});

describe('the policy', () => {
  const yaml = parse(bytesOf('audit-policy.yaml').toString('utf8')) as {rules: object[]};

  test('in the file is the one that decided', () => {
    expect(yaml.rules).toEqual(POLICY.map(({why: _why, ...rule}) => rule));
  });

  test('gives every event its level, and leaves out none of its stages', () => {
    const wrong = events.filter(event => {
      // An object to be created has no name yet when the policy is asked.
      const ref =
        event.verb === 'create' && event.objectRef?.subresource === undefined
          ? {...event.objectRef, name: ''}
          : event.objectRef;
      const user = event.user.username === undefined ? undefined : event.user;
      const rule = ruleFor({
        user,
        verb: event.verb!,
        path: event.requestURI!.split('?')[0]!,
        ref: event.objectRef && ref,
      });
      return rule.level !== event.level || rule.omitStages?.includes(event.stage);
    });
    expect(wrong).toEqual([]);
  });
});

describe('coverage', () => {
  const codes = counts(events.map(event => event.responseStatus?.code));
  test.each([101, 200, 201, 400, 401, 403, 404, 409, 422, 429, 500])('code %i', code => {
    expect(codes.get(code) ?? 0).toBeGreaterThan(0);
  });

  test.each(STAGES)('stage %s', stage => {
    expect(events.filter(event => event.stage === stage).length).toBeGreaterThan(0);
  });

  test.each(['Metadata', 'Request', 'RequestResponse'])('level %s', level => {
    expect(events.filter(event => event.level === level).length).toBeGreaterThan(50);
  });

  test.each(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'])('verb %s', verb => {
    expect(events.filter(event => event.verb === verb).length).toBeGreaterThan(0);
  });

  const has = (claim: (event: AuditEvent) => boolean) => events.some(claim);
  const annotated = (key: string) => has(event => event.annotations?.[key] !== undefined);
  test.each<[string, () => boolean]>([
    ['a JSON patch', () => has(event => Array.isArray(event.requestObject))],
    [
      'a server-side apply',
      () => has(event => event.requestURI!.includes('fieldManager=argocd-controller&force=true')),
    ],
    ['a strategic merge patch', () => goodLines.some(line => line.includes('"$setElementOrder/conditions"'))],
    ['an internal DeleteOptions', () => goodLines.some(line => line.includes('"apiVersion":"meta.k8s.io/__internal"'))],
    ['a Table', () => goodLines.some(line => line.includes('"responseObject":{"kind":"Table"'))],
    ['managed fields', () => goodLines.some(line => line.includes('"fieldsType":"FieldsV1"'))],
    [
      'an int64 beyond 2^53',
      () => goodLines.some(line => line.includes(':9223372036854775807') && line.includes(':9007199254740993')),
    ],
    ['a body of about 60 KB', () => goodLines.some(line => line.length > 55_000 && line.includes('"requestObject"'))],
    [
      'impersonation',
      () =>
        has(
          event =>
            event.impersonatedUser?.username === 'carol@example.com' && event.user.username === 'alice@example.com',
        ),
    ],
    [
      'exec by POST',
      () =>
        has(
          event =>
            event.verb === 'create' && event.objectRef?.subresource === 'exec' && event.responseStatus?.code === 101,
        ),
    ],
    [
      'port-forward',
      () => has(event => event.objectRef?.subresource === 'portforward' && event.stage === 'ResponseComplete'),
    ],
    ['logs followed', () => has(event => event.objectRef?.subresource === 'log' && event.stage === 'ResponseStarted')],
    [
      'an anonymous request',
      () => has(event => event.user.username === 'system:anonymous' && event.responseStatus?.code === 403),
    ],
    ['a closed connection', () => has(event => event.responseStatus?.message === 'Connection closed early')],
    [
      'a latency over a minute',
      () => has(event => /^1m3\.2\d+s$/.test(event.annotations?.['apiserver.latency.k8s.io/total'] ?? '')),
    ],
    ['a mutating webhook', () => annotated('mutation.webhook.admission.k8s.io/round_0_index_0')],
    ['a webhook’s patch', () => annotated('patch.webhook.admission.k8s.io/round_0_index_0')],
    ['a webhook that failed open', () => annotated('failed-open.validating.webhook.admission.k8s.io/round_0_index_0')],
    ['an audited policy failure', () => annotated('validation.policy.admission.k8s.io/validation_failure')],
    ['a pod security level', () => annotated('pod-security.kubernetes.io/enforce-policy')],
    ['a deprecated API', () => annotated('k8s.io/deprecated')],
    ['a forwarded address', () => has(event => (event.sourceIPs?.length ?? 0) > 1)],
    ['the hostile agent', () => has(event => event.userAgent === HOSTILE_AGENT)],
    [
      'the hostile name, in the live file too',
      () => linesOf(LIVE).some(line => (JSON.parse(line) as AuditEvent).objectRef?.name === HOSTILE_NAME),
    ],
  ])('%s', (_claim, isThere) => {
    expect(isThere()).toBe(true);
  });

  test('an event whose bodies were cut off keeps its level', () => {
    const cut = events.filter(event => event.annotations?.['audit.k8s.io/truncated'] === 'true');
    expect(cut).toHaveLength(1);
    expect(cut[0]).toMatchObject({level: 'RequestResponse', verb: 'list'});
    expect(cut[0]).not.toHaveProperty('responseObject');
  });

  test('401 comes at ResponseStarted only, from nobody', () => {
    const rejected = events.filter(event => event.responseStatus?.code === 401);
    expect(rejected.length).toBeGreaterThan(5);
    for (const event of rejected) {
      expect(event).toMatchObject({stage: 'ResponseStarted', user: {}});
      expect(event.user).toEqual({});
      expect(events.filter(other => other.auditID === event.auditID)).toHaveLength(1);
    }
  });

  test('a request that was received and never ended', () => {
    const stages = (id: string) => events.filter(event => event.auditID === id).map(event => event.stage);
    const open = events.filter(event => event.stage === 'RequestReceived' && stages(event.auditID).length === 1);
    expect(open.filter(event => event.stageTimestamp!.startsWith('2026-11-20T09:52:17')).length).toBeGreaterThanOrEqual(
      1,
    );
  });

  test('an Audit-ID of the client, with more than one request', () => {
    const own = events.filter(event => event.auditID.startsWith('pipeline/'));
    const requests = new Set(own.map(event => `${event.auditID} ${event.requestReceivedTimestamp}`));
    expect(requests.size).toBeGreaterThan(new Set(own.map(event => event.auditID)).size);
  });

  test('an issued credential is used later', () => {
    const key = 'authentication.kubernetes.io/issued-credential-id';
    const issued = events.flatMap(event => event.annotations?.[key] ?? []);
    const used = new Set(
      events.flatMap(event => event.user.extra?.['authentication.kubernetes.io/credential-id'] ?? []),
    );
    expect(issued.some(id => used.has(id))).toBe(true);
  });

  test('the uid of one object never changes', () => {
    const uids = new Map<string, Set<string>>();
    for (const {objectRef: ref} of events) {
      if (ref?.uid === undefined) continue;
      const key = `${ref.resource}/${ref.namespace}/${ref.name}`;
      uids.set(key, (uids.get(key) ?? new Set()).add(ref.uid));
    }
    expect(uids.size).toBeGreaterThan(20);
    expect([...uids].filter(([, set]) => set.size > 1)).toEqual([]);
  });
});
