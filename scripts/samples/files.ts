// From the requests of all actors to the files of sample-logs/: in the order of writing, with the damage of a crash,
// cut where lumberjack rotated.
import {gzipSync} from 'node:zlib';
import {formatMicroTime, type Micros} from '../../src/audit/time.ts';
import {alertsOf} from './alerts.ts';
import {controlPlane} from './background/control-plane.ts';
import {nodes} from './background/nodes.ts';
import {people} from './background/people.ts';
import {startPod} from './background/pods.ts';
import {workloads} from './background/workloads.ts';
import {at, CRASH, LOG_END, LOG_START, MS, RESTART, ROTATIONS} from './cluster.ts';
import {nodeFiles} from './node.ts';
import {oddities, PANIC_AT, PANIC_AUDIT_ID} from './oddities.ts';
import {policyYaml} from './policy.ts';
import {quietLog} from './quiet.ts';
import {Random} from './random.ts';
import {type Call, type Line, record} from './record.ts';
import {story} from './story.ts';

export const SEED = 20261120;

const calls = (random: Random): Call[] => [
  ...nodes(random.fork('nodes')),
  ...controlPlane(random.fork('control plane')),
  ...workloads(random.fork('workloads')),
  ...people(random.fork('people')),
  ...oddities(random.fork('oddities')),
  ...startPod('prod-namespace', 'webapp-pod', at('10:21:10.545'), random.fork('webapp')),
  ...story(),
];

/** Nothing is written while the API server is down, nor the end of what was under way when it died. */
const survives = (line: Line, received: Micros) =>
  line.time >= LOG_START &&
  line.time < LOG_END &&
  (line.time < CRASH || line.time >= RESTART) &&
  !(received < CRASH && line.time >= RESTART) &&
  !(received >= CRASH && received < RESTART);

/** Calls are planned to the millisecond; clocks are not that tidy. */
const toTheMicrosecond = (call: Call, random: Random): Call => ({
  ...call,
  at: call.at % MS === 0 ? call.at + random.int(0, 999) : call.at,
  took: call.took % MS === 0 ? call.took + random.int(0, 999) : call.took,
});

/** Stages are written a little after they are stamped, so neighbours may swap; those of one request never do. */
function written(planned: Call, random: Random): Line[] {
  const call = toTheMicrosecond(planned, random);
  let last = 0;
  return record(call, random)
    .filter(line => survives(line, call.at))
    .map(({time, text}) => {
      const delay = random.chance(0.03) ? random.int(2 * MS, 80 * MS) : random.int(20, 300);
      const end = time < CRASH ? CRASH - 1 : Number.POSITIVE_INFINITY;
      last = Math.max(last + 1, Math.min(time + delay, end));
      return {time: last, text};
    });
}

/** klog's line about the panic: standard error goes to the same file on this node. */
const KLOG: Line = {
  time: PANIC_AT + 400,
  text: `E1120 09:52:16.981402       1 wrap.go:57] "apiserver panic'd" method="GET" URI="/apis/finance.example.com/v1/namespaces/prod-namespace/ledgers/archive" auditID="${PANIC_AUDIT_ID}"`,
};

/** The last write before the crash is cut short, so that the first line after the restart is glued to it. */
function glue(lines: readonly Line[]): Line[] {
  const after = lines.findIndex(line => line.time >= RESTART);
  const cut = lines[after - 1];
  const next = lines[after];
  if (cut === undefined || next === undefined) throw new Error('the log has no line on one side of the crash');
  const partial = cut.text.slice(0, Math.floor(cut.text.length * 0.6));
  return [...lines.slice(0, after - 1), {time: next.time, text: partial + next.text}, ...lines.slice(after + 1)];
}

/** lumberjack's name for a backup: the time of the rotation, UTC, with milliseconds. */
export const backupName = (time: Micros): string =>
  `audit-${formatMicroTime(time).slice(0, 23).replaceAll(':', '-')}.log`;

/** gzip without a time stamp, and marked as Go marks it: by no particular system. */
function gzip(text: string): Buffer {
  const bytes = gzipSync(text, {level: 9});
  bytes.writeUInt32LE(0, 4);
  bytes[9] = 0xff;
  return bytes;
}

export type SampleFile = {readonly name: string; readonly bytes: Buffer};

/** All generated files, oldest first. The same bytes for the same seed. */
export function sampleFiles(seed: number = SEED): SampleFile[] {
  const random = new Random(seed);
  const writes = calls(random).flatMap((call, i) => written(call, random.fork(`write ${i}`)));
  const lines = glue([...writes, KLOG].sort((a, b) => a.time - b.time));
  const text = (from: Micros, to: Micros) =>
    lines
      .filter(({time}) => time >= from && time < to)
      .map(line => `${line.text}\n`)
      .join('');
  const [first, second] = ROTATIONS;
  return [
    {name: `${backupName(first)}.gz`, bytes: gzip(text(0, first))},
    {name: backupName(second), bytes: Buffer.from(text(first, second))},
    {name: 'audit.log', bytes: Buffer.from(text(second, Number.POSITIVE_INFINITY))},
    {name: 'audit-policy.yaml', bytes: Buffer.from(policyYaml())},
    {name: 'quiet/audit.log.gz', bytes: quietLog(new Random(`quiet ${seed}`))},
    {name: 'falco/falco.json', bytes: Buffer.from(alertsOf(lines, random.fork('alerts')))},
    ...nodeFiles(),
  ];
}
