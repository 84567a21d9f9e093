// An hour in which nothing happens: the same cluster at work, a build server that rolls out, and a developer who reads pods.
// What looks for trouble must find none in it.
import {gzipSync} from 'node:zlib';
import type {Micros} from '../../src/audit/time.ts';
import {controlPlane} from './background/control-plane.ts';
import {nodes} from './background/nodes.ts';
import {quick} from './background/schedule.ts';
import {workloads} from './background/workloads.ts';
import {at, CAROL, MINUTE, SECOND} from './cluster.ts';
import {table} from './objects.ts';
import type {Random} from './random.ts';
import {type Call, type Line, record} from './record.ts';

const FROM = at('09:20:00');
const TO = at('10:20:00');

/** Carol looks at the pods of staging every few minutes, and into the log of one. */
const developer = (random: Random): Call[] =>
  Array.from({length: 12}, (_, i): Call[] => {
    const time: Micros = FROM + (4 * i + 3) * MINUTE + random.int(0, 120) * SECOND + random.int(0, 999_999);
    const pods = {resource: 'pods', namespace: 'staging', apiVersion: 'v1'};
    const looked: Call = {
      at: time,
      took: 2 * quick(random),
      actor: CAROL,
      verb: 'list',
      ref: pods,
      query: 'limit=500',
      code: 200,
      response: table(['Name', 'Ready', 'Status', 'Restarts', 'Age'], [], time),
    };
    const log: Call = {
      at: time + 20 * SECOND,
      took: random.int(2, 40) * SECOND + random.int(0, 999_999),
      actor: CAROL,
      verb: 'get',
      ref: {...pods, name: 'web-59d8b7c9d4-2xkqz', subresource: 'log'},
      query: 'container=web&tailLines=100',
      code: 200,
    };
    return i % 3 === 0 ? [looked, log] : [looked];
  }).flat();

/** One file, in the order of time. */
export function quietLog(random: Random): Buffer {
  const calls = [
    ...nodes(random.fork('nodes')),
    ...controlPlane(random.fork('control plane')),
    ...workloads(random.fork('workloads')),
    ...developer(random.fork('developer')),
  ];
  const lines: Line[] = calls
    .flatMap((call, i) => record(call, random.fork(`write ${i}`)))
    .filter(({time}) => time >= FROM && time < TO)
    .sort((a, b) => a.time - b.time);
  const bytes = gzipSync(lines.map(({text}) => `${text}\n`).join(''), {level: 9});
  // Without a time stamp, and marked as Go marks it: by no particular system.
  bytes.writeUInt32LE(0, 4);
  bytes[9] = 0xff;
  return bytes;
}
