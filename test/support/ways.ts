// Ways to every pane, over a log that holds something for each of them and much that is hostile: what tests of all panes walk.
import type {AuditEvent} from '../../src/audit/event.ts';
import {readRecord} from '../../src/ingest/record.ts';
import {linesOf} from '../../src/rules/policy/explain-lines.ts';
import {readPolicy} from '../../src/rules/policy/read.ts';
import type {Size} from '../../src/session/layout.ts';
import type {PolicyPane} from '../../src/session/panes/policy.ts';
import type {InputReport} from '../../src/source/source.ts';
import {event, request, TEN_PAST} from './events.ts';
import {HOSTILE_EVENTS} from './hostile.ts';
import {MemorySource} from './memory-source.ts';
import {Driver, requests} from './session.ts';

const WIDE = '字幕 e\u0301 🙂';

const alert = (at: number): AuditEvent =>
  readRecord(
    JSON.stringify({
      rule: `Shell in ${WIDE}`,
      priority: 'Warning',
      source: 'k8s_audit',
      output: `10:02:11.000: Warning ${WIDE} \u001b[2J was here (command=sh)`,
      output_fields: {'ka.user.name': 'alice@example.com', 'ka.target.name': `\u202e${WIDE}`, 'proc.args': null},
      time: new Date((TEN_PAST + at * 1e6) / 1000).toISOString(),
      hostname: `node-\u001b]0;x\u0007${WIDE}`,
    }),
  ).items[0]!;

const ADMIN: Partial<AuditEvent> = {
  verb: 'create',
  level: 'RequestResponse',
  user: {username: `${WIDE}@example.com`, groups: ['system:masters']},
  requestURI: `/apis/rbac.authorization.k8s.io/v1/clusterrolebindings?fieldManager=${encodeURIComponent(WIDE)}&limit=500`,
  objectRef: {
    resource: 'clusterrolebindings',
    apiGroup: 'rbac.authorization.k8s.io',
    apiVersion: 'v1',
    name: `root-\u202e${WIDE}`,
  },
  responseStatus: {code: 201},
  requestObject: {
    kind: 'ClusterRoleBinding',
    roleRef: {kind: 'ClusterRole', name: 'cluster-admin'},
    subjects: [{kind: 'User', name: WIDE}],
    metadata: {name: `root-${WIDE}`, labels: {}, annotations: {'a.b/c': '', 'n\u200bull': null as never}},
  },
  responseObject: {
    kind: 'ClusterRoleBinding',
    roleRef: {kind: 'ClusterRole', name: 'cluster-admin', apiGroup: 'rbac.authorization.k8s.io'},
    subjects: [{kind: 'User', name: WIDE, apiGroup: 'rbac.authorization.k8s.io'}],
    metadata: {name: `root-${WIDE}`, uid: 'u-1', generation: 1, managedFields: [{manager: 'kubectl'}]},
  },
};

/** The log lies in two files; three minutes between them are missing. */
const FILES = [
  [-600, 59],
  [239, 999],
] as const;

export function richSource(): MemorySource {
  const source = new MemorySource([
    ...HOSTILE_EVENTS,
    ...requests(60, place => ({
      verb: ['get', 'list', 'watch'][place % 3]!,
      responseStatus: {code: place % 7 === 0 ? 503 : 200},
    })),
    ...requests(60, place => ({responseStatus: {code: place % 7 === 0 ? 403 : 200}}), 240),
    ...requests(1, () => ADMIN, 300),
    ...request(['RequestReceived', 'ResponseStarted'], {auditID: 'watching', verb: 'watch'}, TEN_PAST + 301e6),
    event({auditID: 'panic', stage: 'Panic', stageTimestamp: '2026-11-20T10:07:14.000000Z'}),
    alert(302),
  ]);
  source.problems = [
    {
      code: 'NOT_JSON',
      title: 'not JSON',
      count: 12_345,
      examples: [
        {
          code: 'NOT_JSON',
          reason: `no JSON: "\x1b[2J${'字'.repeat(300)}"`,
          at: {file: '/var/log/\x1b[1maudit.log', line: 7, offset: 99},
        },
      ],
    },
  ];
  source.inputs = FILES.map(
    ([from, to], at): InputReport => ({
      name: `/var/log/${WIDE}/\x1b[1maudit-${at}.log`,
      kind: 'plain',
      bytes: 1000,
      events: 60,
      forms: [{form: 'JSON line', count: 60}],
      from: TEN_PAST + from * 1e6,
      to: TEN_PAST + to * 1e6,
      state: 'read',
    }),
  );
  return source;
}

const POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  - level: None
    users: ["system:kube-proxy", "${WIDE}"]
    verbs: ["watch"]
  - level: Metadata # \u202e
    omitStages: ["RequestReceived"]
`;

export const KNOWN_POLICY: PolicyPane = {
  kind: 'known',
  file: `/etc/${WIDE}/\x1b[1mpolicy.yaml`,
  how: 'given by --policy',
  policy: readPolicy(POLICY, {file: 'p'}).policy!,
  lines: linesOf(POLICY),
};

/** Keys by what is on the screen then. */
export const WAYS: Readonly<Record<string, readonly string[]>> = {
  'the table': [],
  'the oldest rows': ['g'],
  'the table around a gap': ['pageup', 'pageup', 'pageup', 'pageup', 'pageup', 'k', 'pagedown'],
  'a detail': ['g', 'enter'],
  'an alert': ['enter', 'j', 'A'],
  'a request body': ['k', 'k', 'k', 'enter', 'right', 'j', 'enter', 'v'],
  'a response body, not wrapped': ['k', 'k', 'k', 'enter', 'right', 'right', 'w', 'j', 'j'],
  'what the server changed': ['k', 'k', 'k', 'enter', 'D', 'j'],
  'the raw event': ['enter', 'right', 'right', 'right', 'right', 'right', 'pagedown'],
  'the rule that decided': ['enter', 'W', 'j', 'G'],
  'a history': ['g', 'j', 'H', 'k', 'J', 'x', 'R', 'G', 'b', 'enter', 'H'],
  'secrets shown': ['enter', 'r'],
  'facets with all values': ['4', 'G', 'k', 'enter', '9', 'j', '+', 'j', '-'],
  'a zoomed detail': ['enter', 'z'],
  'zoomed facets': ['f', 'z'],
  'typing a filter': ['/', 'text:verb:get user:"字幕'],
  'an error in the filter': ['/', 'text:usr:alice'],
  suggestions: ['/', 'text:ver', 'down', 'down'],
  'no rows': ['/', 'text:verb:nothing', 'enter'],
  'a filter for the future': ['/', 'text:since:2030-01-01', 'enter'],
  'the command palette': [':', 'pagedown', 'down'],
  'a command that was found': [':', 'text:hide', 'down', 'enter', ':', 'text:字幕 \x1b[2J'],
  help: ['?', 'text:filter', 'down'],
  'help that finds nothing': ['?', 'text:zzzzqqqq'],
  problems: ['p', 'j', 'G'],
  'every event': ['u'],
  inputs: ['i', 'j', 'G'],
  'what can be copied': ['y', 'down'],
  'a note': ['g', 'a', 'text:字幕 e\u0301 \x1b[2J note', 'enter', "'", 'j'],
  'an export': ['ctrl-s', 'text:/tmp/字幕/', 'ctrl-r'],
  'a bundle': ['B', 'text:字幕', 'enter'],
  'saved filters': ['P', 'j', 'space', 'G'],
  'a filter to save': ['/', 'text:verb:get', 'enter', 'P', 's', 'text:字幕 \x1b[2J'],
  'columns and their widths': ['>', '>', '>', 'c', 'G', 'space', 'k', 'space', '>', 'g', 'space', 'esc'],
  'the list of columns': ['c', 'j'],
  'a timeline': ['g', 'j', 'U', 'j', 'G', 'k'],
  'the timeline of a source': ['U', 'a', 'G'],
  findings: ['!', 'j', 'G', 'k'],
  roles: ['g', 'j', 'I', 'x', 'd', 'G'],
  'the histogram': ['t', 'left', 'space', 'left', 'left', 'enter'],
  'a time to go to': ['T', 'text:10:02..字'],
  'a search': ['&', 'text:"字幕"', 'enter', 'n', 'enter', 'n'],
  'a facet that is searched': ['4', '&', 'text:a', 'down'],
};

/** With the policy known and every question answered. */
export async function opened(size: Size, source: MemorySource = richSource()): Promise<Driver> {
  const driver = await new Driver(source, size).settle();
  driver.act({type: 'policy/known', policy: KNOWN_POLICY});
  return driver;
}
