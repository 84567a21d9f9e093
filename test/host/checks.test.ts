// The table of checks, and checks that no whole tree shows: rates, space, modes, symptoms.

import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, describe, expect, test} from 'vitest';
import type {Outcome} from '../../src/host/checks/check.ts';

import {CHECKS, checksTable, FATAL} from '../../src/host/checks.ts';
import {check} from '../../src/host/examine.ts';
import {type Facts, gather} from '../../src/host/facts.ts';
import {measure} from '../../src/host/measure.ts';
import {PLACES, placesTable} from '../../src/host/places.ts';
import {readFlags} from '../../src/host/read-flags.ts';
import {toldRemedy} from '../../src/host/remedy.ts';
import {Root} from '../../src/host/root.ts';
import {keptOf, rotationOf} from '../../src/host/rotation.ts';
import {SYMPTOMS, symptomsIn} from '../../src/host/server-log.ts';
import {parseVersion} from '../../src/host/version.ts';
import {TEN_PAST} from '../support/events.ts';
import {
  AUDIT_FLAGS,
  LOG_MOUNT,
  LOG_PATH,
  LOG_VOLUME,
  logText,
  MANIFEST,
  makeTree,
  manifest,
  POLICY,
  POLICY_PATH,
  removeTrees,
  type Tree,
} from './trees.ts';

afterAll(removeTrees);

const NOW = TEN_PAST / 1000 + 60_000;
const SOUND: Tree = {[MANIFEST]: manifest(), [POLICY_PATH]: POLICY, [LOG_PATH]: logText(600)};
const factsOf = (tree: Tree, live = false): Facts => {
  const facts = gather(new Root(makeTree({...SOUND, ...tree})), {now: NOW});
  return live ? {...facts, now: NOW} : facts;
};
const outcomeOf = (facts: Facts, id: string): Outcome | undefined =>
  check(facts).results.find(({check: row}) => row.id === id)?.outcome;
const withFlags = (...flags: string[]): Tree => ({[MANIFEST]: manifest({flags: [...AUDIT_FLAGS, ...flags]})});

describe('CHECKS', () => {
  test('ids and questions are unique', () => {
    expect(new Set(CHECKS.map(({id}) => id)).size).toBe(CHECKS.length);
    expect(new Set(CHECKS.map(({question}) => question)).size).toBe(CHECKS.length);
  });

  test.each(CHECKS)('$id has an id that can be typed, a question, why it matters and what to do', row => {
    expect(row.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(row.question).toMatch(/^[A-Z].{8,60}\?$/);
    expect(row.why).toMatch(/^(?:[A-Z-]|kube).{40,}\.$/s);
    expect(row.remedy).toMatch(/\.$/);
  });

  test('what is fatal is a check', () => {
    expect(FATAL.filter(id => !CHECKS.some(row => row.id === id))).toEqual([]);
  });

  test('the tables for the docs have a row for each', () => {
    expect(checksTable().split('\n').length).toBe(CHECKS.length + 2);
    expect(placesTable().split('\n').length).toBe(PLACES.length + 2);
  });
});

describe('a check', () => {
  test.each<[claim: string, tree: Tree, id: string, verdict: Outcome['verdict'], found: RegExp]>([
    ['an unknown mode', withFlags('--audit-log-mode=async'), 'flags-valid', 'failed', /takes batch, blocking/],
    ['a negative number', withFlags('--audit-log-maxage=-1'), 'flags-valid', 'failed', /can't be a negative number/],
    [
      'a batch of nothing',
      withFlags('--audit-log-mode=batch', '--audit-log-batch-buffer-size=0'),
      'flags-valid',
      'failed',
      /must be positive in batch mode/,
    ],
    [
      'a throttle of nothing',
      withFlags('--audit-log-mode=batch', '--audit-log-batch-throttle-enable'),
      'flags-valid',
      'failed',
      /throttle-qps must be positive/,
    ],
    [
      'limits that contradict each other',
      withFlags(
        '--audit-log-truncate-enabled',
        '--audit-log-truncate-max-event-size=200',
        '--audit-log-truncate-max-batch-size=100',
      ),
      'flags-valid',
      'failed',
      /must be at least/,
    ],
    [
      'sizes of truncation that is off, which are validated all the same',
      withFlags('--audit-log-truncate-max-event-size=-1'),
      'flags-valid',
      'failed',
      /truncate-max-event-size must be positive/,
    ],
    [
      'batches that are not used, of which nothing is refused',
      withFlags('--audit-log-batch-max-size=-1', '--audit-log-batch-throttle-enable'),
      'flags-valid',
      'sound',
      /accepts the value of every audit flag/,
    ],
    [
      'numbers as Go reads them',
      withFlags('--audit-log-maxage=0x1e', '--audit-log-maxsize=1_00'),
      'flags-valid',
      'sound',
      /accepts/,
    ],
    [
      'a version that is gone',
      withFlags('--audit-log-version=audit.k8s.io/v1beta1'),
      'flags-valid',
      'failed',
      /can only be audit\.k8s\.io\/v1 since 1\.24/,
    ],
    [
      'negative rotation without a log, which is not looked at',
      {[MANIFEST]: manifest({flags: [AUDIT_FLAGS[0]!, '--audit-log-maxage=-1', '--audit-log-mode=async']})},
      'flags-valid',
      'warning',
      /starts, because it ignores this without --audit-log-path, but will reject it once that is set: .*maxage -1 can't.*not "async"/,
    ],
    [
      'no number is refused without a log too',
      {[MANIFEST]: manifest({flags: [AUDIT_FLAGS[0]!, '--audit-log-maxage=many']})},
      'flags-valid',
      'failed',
      /takes a whole number, not "many"/,
    ],
    [
      'modes of a webhook that is off',
      withFlags('--audit-webhook-mode=async'),
      'flags-valid',
      'warning',
      /without --audit-webhook-config-file/,
    ],
    [
      'a flag twice, with the same value too',
      withFlags('--audit-log-maxage=30'),
      'flags-once',
      'warning',
      /--audit-log-maxage \(30 in line 20, 30 in line 23\)/,
    ],
    ['each flag once', {}, 'flags-once', 'sound', /given twice/],
    [
      'a flag that is gone',
      withFlags('--audit-dynamic-configuration'),
      'flags-valid',
      'failed',
      /was removed in 1\.19/,
    ],
    ['batches', withFlags('--audit-log-mode=batch'), 'log-mode', 'warning', /dropped when more than 10000/],
    ['strictness', withFlags('--audit-log-mode=blocking-strict'), 'log-mode', 'warning', /fail with 500/],
    ['truncation', withFlags('--audit-log-truncate-enabled'), 'truncation', 'warning', /more than 102400 bytes/],
    ['text', withFlags('--audit-log-format=legacy'), 'log-format', 'warning', /without bodies/],
    ['standard output', withFlags('--audit-log-path=-'), 'log-to-file', 'warning', /pieces of 16 KiB/],
    [
      'a policy that others may write',
      {[POLICY_PATH]: {text: POLICY, mode: 0o666}},
      'policy-guarded',
      'warning',
      /mode 0666/,
    ],
    [
      'a log that everybody may read',
      {[LOG_PATH]: {text: logText(3), mode: 0o644}},
      'log-guarded',
      'warning',
      /mode 0644/,
    ],
    [
      'a policy with an error',
      {[POLICY_PATH]: POLICY.replace('Metadata', 'Everything')},
      'policy-valid',
      'failed',
      /:6:12: rules\[0\]\.level/,
    ],
    [
      'a policy in a ConfigMap',
      {[POLICY_PATH]: `kind: ConfigMap\napiVersion: v1\ndata:\n  p.yaml: |\n${POLICY.replace(/^/gm, '    ')}`},
      'policy-valid',
      'failed',
      /inside something else/,
    ],
    ['a policy of nothing', {[POLICY_PATH]: ''}, 'policy-valid', 'failed', /loaded illegal policy with 0 rules/],
    [
      'a policy that takes every stage out',
      {
        [POLICY_PATH]: POLICY.replace(
          '- RequestReceived',
          '- RequestReceived\n  - ResponseStarted\n  - ResponseComplete',
        ),
      },
      'policy-records',
      'failed',
      /every stage but Panic/,
    ],
    [
      'a rule that never decides',
      {[POLICY_PATH]: `${POLICY}  - level: Request\n    verbs: [delete]\n`},
      'policy-meant',
      'warning',
      /^\/etc\/kubernetes\/audit-policy\.yaml:7:/,
    ],
    [
      'a policy that is a link out of its mount',
      {
        [MANIFEST]: manifest({
          flags: AUDIT_FLAGS.map(flag => flag.replace('audit-policy.yaml', 'audit/policy.yaml')),
          mounts: `    - mountPath: /etc/kubernetes/audit\n      name: audit\n      readOnly: true\n${LOG_MOUNT}`,
          volumes: `  - hostPath:\n      path: /etc/kubernetes/audit\n    name: audit\n${LOG_VOLUME}`,
        }),
        '/opt/policy.yaml': POLICY,
        '/etc/kubernetes/audit/policy.yaml': '-> /opt/policy.yaml',
      },
      'policy-there',
      'failed',
      /is a link to \/opt\/policy\.yaml, which is not mounted/,
    ],
    [
      'one that stays in its mount',
      {
        [MANIFEST]: manifest({
          flags: AUDIT_FLAGS.map(flag => flag.replace('audit-policy.yaml', 'audit/policy.yaml')),
          mounts: `    - mountPath: /etc/kubernetes/audit\n      name: audit\n      readOnly: true\n${LOG_MOUNT}`,
          volumes: `  - hostPath:\n      path: /etc/kubernetes/audit\n    name: audit\n${LOG_VOLUME}`,
        }),
        '/etc/kubernetes/audit/policy-2.yaml': POLICY,
        '/etc/kubernetes/audit/policy.yaml': '-> policy-2.yaml',
      },
      'policy-there',
      'sound',
      /can be read/,
    ],
    [
      'one that is mounted itself',
      {'/opt/policy.yaml': POLICY, '/etc/kubernetes/audit-policy-2.yaml': '', [POLICY_PATH]: '-> /opt/policy.yaml'},
      'policy-there',
      'sound',
      /can be read/,
    ],
    [
      'a webhook whose kubeconfig is not there',
      {
        ...withFlags('--audit-webhook-config-file=/etc/kubernetes/pki/hook.yaml'),
        '/etc/kubernetes/pki/ca.crt': '',
      },
      'webhook-config',
      'failed',
      /hook\.yaml, the configuration of the webhook, does not exist/,
    ],
    ['a directory in place of the policy', {[POLICY_PATH]: null}, 'policy-there', 'failed', /is a directory/],
    ['a directory in place of the log', {[LOG_PATH]: null}, 'log-place', 'failed', /is a directory/],
    [
      'a log that holds something else',
      {[LOG_PATH]: 'hello\n'.repeat(99)},
      'log-written',
      'warning',
      /does not end with an audit event/,
    ],
    [
      'a volume for the policy that is a directory',
      {[MANIFEST]: manifest().replace('type: File', 'type: DirectoryOrCreate')},
      'policy-volume',
      'failed',
      /has type DirectoryOrCreate/,
    ],
    [
      'a log in a volume of the pod',
      {
        [MANIFEST]: manifest().replace(
          /hostPath:\n {6}path: \/var\/log\/kubernetes\/audit\n {6}type: DirectoryOrCreate/,
          'emptyDir: {}',
        ),
      },
      'log-mounted',
      'failed',
      /emptyDir/,
    ],
    [
      'a webhook without its file',
      withFlags('--audit-webhook-config-file=/etc/kubernetes/pki/hook.yaml'),
      'webhook-config',
      'failed',
      /does not exist/,
    ],
    [
      'a webhook that is not mounted',
      withFlags('--audit-webhook-config-file=/etc/hook.yaml'),
      'webhook-config',
      'failed',
      /is not mounted/,
    ],
    [
      'a webhook that blocks',
      {...withFlags('--audit-webhook-config-file=/etc/kubernetes/pki/hook.yaml', '--audit-webhook-mode=blocking')},
      'webhook-mode',
      'warning',
      /every request waits/,
    ],
    [
      'a webhook with its secret in the address',
      {
        ...withFlags('--audit-webhook-config-file=/etc/kubernetes/pki/hook.yaml'),
        '/etc/kubernetes/pki/hook.yaml':
          'kind: Config\nclusters:\n- cluster:\n    server: https://user:hunter2@example.com/hook?token=abc\n  name: a\n',
      },
      'webhook-config',
      'sound',
      /^Events go to a webhook \(https:\/\/example\.com\/hook\)$/,
    ],
  ])('tells of %s', (_claim, tree, id, verdict, found) => {
    const outcome = outcomeOf(factsOf(tree), id);
    expect(outcome?.verdict).toBe(verdict);
    expect(outcome?.found).toMatch(found);
  });

  test.each<[age: string, end: number, verdict: Outcome['verdict']]>([
    ['a second', NOW - 1000, 'sound'],
    ['9 minutes', NOW - 540_000, 'sound'],
    ['an hour', NOW - 3_600_000, 'warning'],
  ])('whether the log is written goes by the age of its last event: %s', (_age, end, verdict) => {
    expect(outcomeOf(factsOf({[LOG_PATH]: logText(5, end * 1000)}, true), 'log-written')?.verdict).toBe(verdict);
  });

  test('a huge size is left to logrotate, if it knows the log', () => {
    const huge = {[MANIFEST]: manifest({flags: [...AUDIT_FLAGS.slice(0, 2), '--audit-log-maxsize=2000000000']})};
    expect(outcomeOf(factsOf(huge), 'rotation-on')?.verdict).toBe('failed');
    const known = {...huge, '/etc/logrotate.d/audit': '/var/log/kubernetes/audit/*.log {\n  copytruncate\n}\n'};
    expect(outcomeOf(factsOf(known), 'rotation-on')).toMatchObject({
      verdict: 'warning',
      found: expect.stringContaining('logrotate'),
    });
  });

  test('space is what the flags may still take of it', () => {
    const facts = factsOf({});
    const verdictAt = (free: number) =>
      outcomeOf({...facts, log: {...facts.log!, space: {free, total: 1e12}}}, 'space')?.verdict;
    // Ten files of 100 MiB and one being written: at 2 MB an hour and 30 days a little more.
    expect([verdictAt(5e9), verdictAt(1e9), verdictAt(1e6)]).toEqual(['sound', 'warning', 'failed']);
  });
});

describe('space', () => {
  const withSpace = (flags: readonly string[], free: number): Facts => {
    const facts = factsOf({[MANIFEST]: manifest({flags: [...AUDIT_FLAGS.slice(0, 2), ...flags]})});
    return {...facts, log: {...facts.log!, space: {free, total: 1e12}}};
  };
  const editsOf = (outcome: Outcome | undefined) =>
    Object.fromEntries(
      (outcome?.remedy?.edits ?? []).flatMap(edit => (edit.kind === 'flag' ? [[edit.name, edit.value]] : [])),
    );

  test.each<[claim: string, flags: readonly string[], free: number, edits: Readonly<Record<string, string>>]>([
    ['that compressed files fit into', ['--audit-log-maxbackup=10'], 1e9, {'audit-log-compress': 'true'}],
    [
      'that holds fewer than are kept',
      ['--audit-log-maxbackup=1000', '--audit-log-compress'],
      1e9,
      {'audit-log-maxbackup': '85'},
    ],
    [
      'of which nothing bounds what is kept',
      ['--audit-log-maxage=0'],
      3e8,
      {'audit-log-compress': 'true', 'audit-log-maxbackup': '18'},
    ],
    ['that holds not even one', ['--audit-log-compress', '--audit-log-maxbackup=5'], 1e6, {'audit-log-maxbackup': '1'}],
  ])('%s gets the flags that fit it', (_claim, flags, free, edits) => {
    const outcome = outcomeOf(withSpace(flags, free), 'space');
    expect(['warning', 'failed']).toContain(outcome?.verdict);
    expect(editsOf(outcome)).toEqual(edits);
    // With them it is sound, unless the disk is too small for the log itself.
    const written = Object.entries(edits).map(([name, value]) => `--${name}=${value}`);
    const after = outcomeOf(withSpace([...flags, ...written], free), 'space');
    if (free > 2e8) expect(after?.verdict).toBe('sound');
  });

  test('that has no room for more history says so instead of asking for it', () => {
    const facts = withSpace(['--audit-log-maxbackup=3'], 1e7);
    const fast = {...facts, log: {...facts.log!, measured: {...facts.log!.measured!, bytesPerHour: 1e9}}};
    const outcome = outcomeOf(fast, 'history');
    expect(outcome?.found).toMatch(/less than a day, and the disk has no room for more$/);
    expect(outcome?.remedy?.edits).toBeUndefined();
  });
});

describe('what rotation keeps', () => {
  const rotation = (flags: string, version?: string) => {
    const known = version === undefined ? undefined : parseVersion(version)!;
    return rotationOf({
      flags: readFlags(
        flags.split(' ').map(text => ({text})),
        known,
      ),
      ...(known === undefined ? {} : {version: known}),
    });
  };
  const MIB = 2 ** 20;
  test.each<
    [
      flags: string,
      version: string | undefined,
      size: number | undefined,
      backups: number | undefined,
      hours: number | undefined,
    ]
  >([
    ['', 'v1.35.0', 100 * MIB, Infinity, Infinity],
    ['', 'v1.36.0', 100 * MIB, 100, 366 * 24],
    ['', undefined, 100 * MIB, undefined, undefined],
    ['--audit-log-maxsize=0', 'v1.35.0', 100 * MIB, Infinity, Infinity],
    ['--audit-log-maxsize=0', 'v1.36.0', Infinity, 100, 366 * 24],
    ['--audit-log-maxsize=0', undefined, undefined, undefined, undefined],
    ['--audit-log-maxsize=5 --audit-log-maxbackup=3 --audit-log-maxage=2', undefined, 5 * MIB, 3, 48],
    ['--audit-log-maxbackup=0 --audit-log-maxage=0', 'v1.36.0', 100 * MIB, Infinity, Infinity],
  ])('"%s" of %s', (flags, version, maxSize, backups, age) => {
    expect(rotation(flags, version)).toMatchObject({maxSize, backups, age});
  });

  test('is bounded by files or by days, whatever comes first', () => {
    const at = (age: number, rate: number, compress = false) =>
      keptOf({maxSize: 100, backups: 10, age, compress}, rate, 10);
    expect(at(Infinity, 10)).toEqual({hours: 100, disk: 1100});
    expect(at(50, 10)).toEqual({hours: 50, disk: 700});
    expect(at(Infinity, 10, true)).toEqual({hours: 100, disk: 200});
  });
});

describe('a log is measured by its ends', () => {
  const HOUR = 3600;
  const line = (at: number) => logText(1, at * 1e6);
  const log = '/var/log/a/audit.log';

  test('from its plain files, the compressed ones unread', () => {
    const start = TEN_PAST / 1e6;
    const old = Buffer.from(line(start - 9 * HOUR).repeat(2000));
    const dir = makeTree({
      [log]: line(start).repeat(10),
      '/var/log/a/audit-2026-11-20T09-00-00.000.log': line(start - 2 * HOUR).repeat(30),
      '/var/log/a/audit-2026-11-20T01-00-00.000.log.gz': '',
      '/var/log/a/other.log': 'x'.repeat(99_999),
    });
    writeFileSync(join(dir, '/var/log/a/audit-2026-11-20T01-00-00.000.log.gz'), gzipSync(old));
    const {files, first, last, bytesPerHour, packing} = measure(new Root(dir), log);
    expect(files.map(({path}) => path.slice(11))).toEqual([
      'audit.log',
      'audit-2026-11-20T09-00-00.000.log',
      'audit-2026-11-20T01-00-00.000.log.gz',
    ]);
    expect([first, last]).toEqual([(start - 9 * HOUR) * 1e6, start * 1e6]);
    expect(bytesPerHour).toBeCloseTo((40 * line(start).length) / 2, 0);
    expect(packing).toBeCloseTo(old.length / files[2]!.size, 5);
  });

  test.each<[claim: string, text: string]>([
    ['nothing', ''],
    ['events of less than a minute', logText(20)],
    ['what is no event', 'x\n'.repeat(1000)],
  ])('%s tells no rate', (_claim, text) => {
    expect(measure(new Root(makeTree({[log]: text})), log).bytesPerHour).toBeUndefined();
  });

  test('a last line that is cut off, and lines longer than what is looked at first, are no hindrance', () => {
    const big = logText(1, TEN_PAST).replace('"auditID"', `"requestObject":{"pad":"${'x'.repeat(400_000)}"},"auditID"`);
    const text = `${big}${logText(100, TEN_PAST + 100e6)}${big.replaceAll('10:02:11', '10:09:00')}{"kind":"Ev`;
    const {first, last} = measure(new Root(makeTree({[log]: text})), log);
    expect([first, last]).toEqual([TEN_PAST, TEN_PAST + 409e6]);
  });
});

describe('the API server’s own log', () => {
  test.each<[id: (typeof SYMPTOMS)[number]['id'], line: string]>([
    [
      'policy-unread',
      'E1120 run.go:74] "command failed" err="loading audit policy file: failed to read file path \\"/etc/p.yaml\\": open /etc/p.yaml: no such file or directory"',
    ],
    ['policy-refused', 'err="loading audit policy file: loaded illegal policy with 0 rules from file /etc/p.yaml"'],
    ['log-read-only', 'err="ensureLogFile: open /var/log/audit.log: read-only file system"'],
    ['log-denied', 'err="ensureLogFile: mkdir /var/log/k: permission denied"'],
    ['log-other', 'err="ensureLogFile: open /x: is a directory"'],
    [
      'disk-full',
      "E1 Error in audit plugin 'log' affecting 1 audit events: write /var/log/audit.log: no space left on device",
    ],
    [
      'rotation-failed',
      "Error in audit plugin 'log' affecting 1 audit events: can't rename log file: rename /a /b: device or resource busy",
    ],
    ['queue-blocked', "Error in audit plugin 'webhook' affecting 400 audit events: audit buffer queue blocked"],
    ['event-lost', "Error in audit plugin 'log' affecting 1 audit events: write /a: file already closed"],
    [
      'policy-lenient',
      'W1 Audit policy contains errors, falling back to lenient decoding: strict decoding error: unknown field "rules[0].x"',
    ],
    ['no-policy', 'I1 No audit policy file provided, no events will be recorded for log backend'],
    ['flag-unknown', 'Error: unknown flag: --audit-log-file'],
  ])('%s', (id, line) => {
    expect(symptomsIn(`I1 hello\n${line}\nI1 bye\n`).map(symptom => symptom.id)).toEqual([id]);
  });

  test('every symptom is shown above', () => {
    expect(SYMPTOMS.length).toBe(12);
  });

  test('what stands in an event, which anybody can write, is none', () => {
    expect(symptomsIn('{"kind":"Event","userAgent":"Error in audit plugin \'log\'"}\n')).toEqual([]);
  });

  test('is looked at in the newest container', () => {
    const pod = '/var/log/pods/kube-system_kube-apiserver-cp1_ab12/kube-apiserver';
    const facts = factsOf({
      [`${pod}/3.log`]: {
        text: '2026-11-20T10:00:00Z stderr F err="ensureLogFile: open /x: permission denied"\n',
        mtime: NOW,
      },
      [`${pod}/2.log`]: {text: 'x No audit policy file provided, no events will be recorded\n', mtime: NOW - 9999},
    });
    expect(outcomeOf(facts, 'server-log')).toMatchObject({
      verdict: 'failed',
      found: expect.stringContaining('may not create its log'),
    });
  });
});

test('the kubeconfig that is told is one', () => {
  const path = '/etc/kubernetes/pki/hook.yaml';
  const flags = withFlags(`--audit-webhook-config-file=${path}`);
  const outcome = outcomeOf(factsOf(flags), 'webhook-config');
  const lines = outcome?.remedy?.elsewhere?.lines ?? [];
  const written = outcomeOf(factsOf({...flags, [path]: `${lines.join('\n')}\n`}), 'webhook-config');
  expect([outcome?.verdict, written?.verdict]).toEqual(['failed', 'sound']);
});

test('a policy that its distribution writes is not asked for', () => {
  const file = '/system/state/config.yaml';
  const facts = gather(new Root(makeTree({[file]: 'machine: {type: controlplane}\n'})), {now: NOW});
  const outcome = outcomeOf(facts, 'policy-there');
  expect(outcome?.verdict).toBe('cannot tell');
  expect(outcome?.found).toMatch(/Talos writes it, from cluster\.apiServer\.auditPolicy/);
});

test.each<[claim: string, tree: Tree, verdict: string | undefined]>([
  [
    'what RKE1 gives, and extra_args again',
    {
      '/root/cluster.yml':
        'services:\n  kube-api:\n    audit_log: {enabled: true}\n    extra_args:\n      audit-log-maxage: "7"\n',
    },
    'sound',
  ],
  [
    'what is set in both places of RKE1',
    {
      '/root/cluster.yml':
        'services:\n  kube-api:\n    audit_log: {enabled: true, configuration: {max_age: 9}}\n    extra_args:\n      audit-log-maxage: "7"\n',
    },
    'warning',
  ],
  [
    'what Talos gives, and extraArgs again',
    {
      '/system/state/config.yaml':
        'machine: {type: controlplane}\ncluster:\n  apiServer:\n    extraArgs:\n      audit-log-maxage: "7"\n',
    },
    'sound',
  ],
  [
    'what RKE2 gives, and kube-apiserver-arg again',
    {'/etc/rancher/rke2/config.yaml': 'profile: cis\nkube-apiserver-arg: [audit-log-maxage=7]\n'},
    'sound',
  ],
])('of flags given twice: %s', (_claim, tree, verdict) => {
  const facts = gather(new Root(makeTree(tree)), {now: NOW});
  expect(outcomeOf(facts, 'flags-once')?.verdict).toBe(verdict);
});

test('what no editor can mend is told in words', () => {
  const file = '/etc/k0s/k0s.yaml';
  const text =
    'kind: ClusterConfig\nspec:\n  api:\n    extraArgs:\n      audit-log-maxage: "3"\n      audit-log-maxage: "3"\n';
  const root = new Root(makeTree({[file]: text}));
  const facts = gather(root, {now: NOW});
  const told = toldRemedy(root, facts, outcomeOf(facts, 'flags-once')?.remedy ?? {});
  expect(told).toMatchObject({files: [], todo: ['Give --audit-log-maxage once: remove all but the last']});
});
