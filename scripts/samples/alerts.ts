// What Falco would have said of the hour: its rules for audit events (falcosecurity/plugins k8saudit), asked about every event that
// was logged, and those for system calls in the shells that the audit log knows of. One alert a line, as Falco 0.42 writes JSON.
import type {AuditEvent} from '../../src/audit/event.ts';
import {formatMicroTime, type Micros, parseMicroTime} from '../../src/audit/time.ts';
import type {Random} from './random.ts';
import type {Line} from './record.ts';

type Fields = {readonly [key: string]: string | number | null};
type Alert = {
  readonly nanos: bigint;
  readonly rule: string;
  readonly priority: string;
  readonly source: 'k8s_audit' | 'syscall';
  readonly hostname: string;
  readonly tags: readonly string[];
  /** `%field` as in a rule's output. */
  readonly text: string;
  readonly fields: Fields;
};

const SECOND = 1_000_000;
const HOST_OF_AUDIT = 'falco-k8saudit-6c9f7d5b4-2mxwk';

/** RFC 3339 with nine digits. */
const timeText = (nanos: bigint): string =>
  `${formatMicroTime(Number(nanos / 1000n)).slice(0, -1)}${String(nanos % 1000n).padStart(3, '0')}Z`;

/** nlohmann::json puts keys in the order of the alphabet. */
function line({nanos, rule, priority, source, hostname, tags, text, fields}: Alert): string {
  const time = timeText(nanos);
  const said = text.replace(/%([\w.]+(?:\[[\w/]+\])?)/g, (_all, key: string) => String(fields[key] ?? '<NA>'));
  const named = Object.entries({...fields, 'evt.time': 0});
  const output_fields = Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({
    hostname,
    output: `${time.slice(11, -1)}: ${priority} ${said}`,
    output_fields,
    priority,
    rule,
    source,
    tags,
    time,
  }).replace('"evt.time":0', `"evt.time":${nanos}`);
}

type AuditRule = {
  readonly rule: string;
  readonly priority: string;
  readonly text: string;
  readonly sees: (event: AuditEvent) => boolean;
};

type Body = {readonly [key: string]: unknown};
const own = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Body)[key] : undefined), value);

const is = (event: AuditEvent, resource: string, ...verbs: readonly string[]): boolean =>
  event.stage === 'ResponseComplete' && event.objectRef?.resource === resource && verbs.includes(event.verb ?? '');
const worked = ({responseStatus}: AuditEvent): boolean => (responseStatus?.code ?? 0) < 300;
/** The allow-list of this Falco: what the cluster itself is made of. */
const isExpected = ({user}: AuditEvent): boolean =>
  /^system:(?!serviceaccount:(?:build|prod-namespace):)/.test(user.username ?? 'system:');
const containers = (event: AuditEvent): readonly unknown[] => {
  const list = own(event.requestObject, 'spec', 'containers');
  return Array.isArray(list) ? list : [];
};
const createsPod = (event: AuditEvent): boolean =>
  is(event, 'pods', 'create') && event.objectRef?.subresource === undefined && worked(event) && !isExpected(event);

const WHO = 'user=%ka.user.name';
const POD = `${WHO} pod=%ka.target.name ns=%ka.target.namespace`;

const RULES: readonly AuditRule[] = [
  {
    rule: 'Attach/Exec Pod',
    priority: 'Notice',
    text: `Attach/Exec to pod (${WHO} pod=%ka.target.name resource=%ka.target.resource ns=%ka.target.namespace action=%ka.target.subresource command=%ka.uri.param[command])`,
    sees: e => e.stage === 'ResponseStarted' && ['exec', 'attach'].includes(e.objectRef?.subresource ?? ''),
  },
  {
    rule: 'K8s Secret Get Successfully',
    priority: 'Error',
    text: `K8s Secret Get Successfully (${WHO} secret=%ka.target.name ns=%ka.target.namespace resource=%ka.target.resource resp=%ka.response.code decision=%ka.auth.decision reason=%ka.auth.reason)`,
    sees: e => is(e, 'secrets', 'get') && worked(e) && !isExpected(e),
  },
  {
    rule: 'Attach to cluster-admin Role',
    priority: 'Warning',
    text: `Cluster Role Binding to cluster-admin role (${WHO} binding=%ka.target.name)`,
    sees: e => is(e, 'clusterrolebindings', 'create') && own(e.requestObject, 'roleRef', 'name') === 'cluster-admin',
  },
  {
    rule: 'K8s ClusterRoleBinding Deleted',
    priority: 'Informational',
    text: `K8s Cluster Role Binding Deleted (${WHO} binding=%ka.target.name resp=%ka.response.code decision=%ka.auth.decision reason=%ka.auth.reason)`,
    sees: e => is(e, 'clusterrolebindings', 'delete') && worked(e),
  },
  {
    rule: 'Create Privileged Pod',
    priority: 'Warning',
    text: `Pod started with privileged container (${POD})`,
    sees: e => createsPod(e) && containers(e).some(each => own(each, 'securityContext', 'privileged') === true),
  },
  {
    rule: 'Create HostNetwork Pod',
    priority: 'Warning',
    text: `Pod started using host network (${POD})`,
    sees: e => createsPod(e) && own(e.requestObject, 'spec', 'hostNetwork') === true,
  },
  {
    rule: 'Pod Created in Kube Namespace',
    priority: 'Warning',
    text: `Pod created in kube namespace (${POD})`,
    sees: e => createsPod(e) && e.objectRef?.namespace === 'kube-system',
  },
];

function fieldsOf(event: AuditEvent, text: string): Fields {
  const {user, verb, requestURI = '', objectRef: ref, responseStatus, annotations = {}} = event;
  const command = new URLSearchParams(requestURI.split('?')[1] ?? '').get('command');
  const all: {readonly [key: string]: string | undefined | null} = {
    'ka.user.name': user.username,
    'ka.verb': verb,
    'ka.uri': requestURI,
    'ka.target.resource': ref?.resource,
    'ka.target.subresource': ref?.subresource,
    'ka.target.namespace': ref?.namespace,
    'ka.target.name': ref?.name,
    'ka.response.code': String(responseStatus?.code ?? ''),
    'ka.auth.decision': annotations['authorization.k8s.io/decision'],
    'ka.auth.reason': annotations['authorization.k8s.io/reason'],
    'ka.uri.param[command]': command,
  };
  const named = [...text.matchAll(/%([\w.]+(?:\[\w+\])?)/g)].map(([, key]) => key!);
  return Object.fromEntries(named.map(key => [key, all[key] ?? null]));
}

const ofEvent = (event: AuditEvent): readonly Alert[] =>
  RULES.filter(({sees}) => sees(event)).map(({rule, priority, text}) => ({
    nanos: BigInt(parseMicroTime(event.stageTimestamp!)!) * 1000n,
    rule,
    priority,
    source: 'k8s_audit',
    hostname: HOST_OF_AUDIT,
    tags: ['k8s'],
    text,
    fields: fieldsOf(event, text),
  }));

type Shell = {readonly pod: string; readonly node: string; readonly image: string; readonly container: string};
const SHELLS: readonly Shell[] = [
  {pod: 'webapp-pod', node: 'worker-2', image: 'registry.example.com/shop/webapp', container: '5b8f2c7d91e4'},
  {pod: 'node-metrics-agent-x7k2p', node: 'cp-1', image: 'docker.io/library/debian', container: 'c03a77be1f52'},
];

const SPAWNED =
  'A shell was spawned in a container with an attached terminal (user=%user.name command=%proc.cmdline parent=%proc.pname terminal=%proc.tty k8s_ns=%k8s.ns.name k8s_pod_name=%k8s.pod.name container_id=%container.id container_image=%container.image.repository)';
const READ =
  'Sensitive file opened for reading by non-trusted program (file=%fd.name user=%user.name command=%proc.cmdline parent=%proc.pname k8s_ns=%k8s.ns.name k8s_pod_name=%k8s.pod.name container_id=%container.id container_image=%container.image.repository)';

/** What the kernel of the node saw of a session: a shell as it begins, and in the privileged pod a look at /etc/shadow. */
function inSession(event: AuditEvent, random: Random): readonly Alert[] {
  const shell = SHELLS.find(({pod}) => pod === event.objectRef?.name);
  if (shell === undefined || event.stage !== 'ResponseStarted' || event.objectRef?.subresource !== 'exec') return [];
  const {pod, node, image, container} = shell;
  const began = parseMicroTime(event.stageTimestamp!)!;
  const after = (micros: Micros) => BigInt(began + micros) * 1000n + BigInt(random.int(1, 999));
  const command = new URLSearchParams((event.requestURI ?? '').split('?')[1]).getAll('command').join(' ');
  const fields = (cmdline: string): Fields => ({
    'container.id': container,
    'container.image.repository': image,
    'k8s.ns.name': event.objectRef!.namespace ?? null,
    'k8s.pod.name': pod,
    'proc.cmdline': cmdline,
    'proc.pname': 'runc',
    'proc.tty': 34816,
    'user.name': 'root',
  });
  const common = {source: 'syscall', hostname: node} as const;
  const spawned: Alert = {
    ...common,
    nanos: after(random.int(20_000, 90_000)),
    rule: 'Terminal shell in container',
    priority: 'Notice',
    tags: ['T1059', 'container', 'maturity_stable', 'mitre_execution', 'shell'],
    text: SPAWNED,
    fields: fields(command),
  };
  if (node !== 'cp-1') return [spawned];
  const {'proc.tty': _, ...read} = fields('cat /etc/shadow');
  return [
    spawned,
    {
      ...common,
      nanos: after(41 * SECOND + random.int(0, 999_999)),
      rule: 'Read sensitive file untrusted',
      priority: 'Warning',
      tags: ['T1555', 'container', 'filesystem', 'host', 'maturity_stable', 'mitre_credential_access'],
      text: READ,
      fields: {...read, 'proc.pname': 'bash', 'fd.name': '/etc/shadow'},
    },
  ];
}

function eventIn({text}: Line): AuditEvent | undefined {
  try {
    return JSON.parse(text) as AuditEvent;
  } catch {
    // Damaged on purpose: Falco never got it whole either.
    return undefined;
  }
}

/** The alerts about these lines of the audit log, in the order of time, a line each. */
export function alertsOf(lines: readonly Line[], random: Random): string {
  const alerts = lines.flatMap(line => {
    const event = eventIn(line);
    return event === undefined ? [] : [...ofEvent(event), ...inSession(event, random)];
  });
  return alerts
    .sort((a, b) => (a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0))
    .map(alert => `${line(alert)}\n`)
    .join('');
}
