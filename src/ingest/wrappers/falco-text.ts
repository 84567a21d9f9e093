// Alerts as Falco prints them without json_output: `12:18:18.691725165: Notice A shell was spawned … (user=root …)`, with or
// without something before that, such as syslog's own beginning. The rule is not in there, nor mostly the date.
import {PRIORITIES, priorityOf} from '../../audit/alert.ts';
import type {Alert} from '../../audit/event.ts';
import {formatMicroTime, type Micros, parseMicroTime} from '../../audit/time.ts';
import type {GetNear, Near} from '../near.ts';
import {eventOfAlert} from './falco-fields.ts';
import {ruleOfOutput} from './falco-rules.ts';
import {syscallRuleOf} from './falco-syscall-rules.ts';
import type {Wrapper} from './wrapper.ts';

const CLOCK = String.raw`(\d{4}-\d\d-\d\dT)?(\d\d:\d\d:\d\d)\.(\d{9})(Z|[+-]\d\d:?\d\d)?`;
const TEXT = new RegExp(`(?:^|[\\s\\]])${CLOCK}: (${PRIORITIES.join('|')}|Info) (?=\\S)`);

export const isFalcoText = (line: string): boolean => TEXT.test(line);

const DAY = 86_400e6;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What stands before an alert may say when: a collector, a container runtime or syslog, the last without a year. */
function nearOf(prefix: string, getNear: GetNear | undefined): Near | undefined {
  const whole = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)/.exec(prefix)?.[0];
  const time = whole === undefined ? undefined : parseMicroTime(whole);
  if (time !== undefined) return {time, from: 'the time before the alert'};
  const near = getNear?.();
  const [, month = '', day = ''] = /\b([A-Z][a-z]{2}) {1,2}(\d{1,2}) \d\d:\d\d:\d\d\b/.exec(prefix) ?? [];
  const at = MONTHS.indexOf(month);
  if (at === -1 || near === undefined) return near;
  const year = new Date(near.time / 1000).getUTCFullYear();
  const inYear = (which: number) => Date.UTC(which, at, Number(day), 12) * 1000;
  // What was written in December may be read in January.
  const noon = inYear(year) > near.time + 2 * DAY ? inYear(year - 1) : inYear(year);
  return {time: noon, from: `the day before the alert, and the year of ${near.from}`};
}

/** The moment nearest to `near` at which a clock shows so many microseconds since midnight. */
const nearest = (clock: Micros, near: Micros): Micros => {
  const day = Math.floor(near / DAY) * DAY;
  return [day - DAY, day, day + DAY]
    .map(each => each + clock)
    .reduce((best, time) => (Math.abs(time - near) < Math.abs(best - near) ? time : best));
};

type When = Pick<Alert, 'time' | 'dateFrom'>;

function when(
  [, date, clock = '', digits = '', zone]: readonly (string | undefined)[],
  getNear: () => Near | undefined,
): When {
  if (date !== undefined) return {time: `${date}${clock}.${digits}${zone ?? 'Z'}`};
  const near = getNear();
  if (near === undefined) return {};
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
  const second = nearest((hours * 3600 + minutes * 60 + seconds) * 1e6, near.time);
  return {time: `${formatMicroTime(second).slice(0, 19)}.${digits}Z`, dateFrom: near.from};
}

/** Where the fields of an output begin, and whether they stand in parentheses; in those of today they come after a bar. */
function fieldsIn(message: string): {readonly text: string; readonly isClosed: boolean} {
  const bar = message.indexOf(' | ');
  const open = message.indexOf('(');
  return bar !== -1 && (open === -1 || bar < open || !/^\([a-z][\w.]*=/.test(message.slice(open)))
    ? {text: message.slice(bar + 3), isClosed: false}
    : {text: open === -1 ? '' : message.slice(open + 1), isClosed: true};
}

/** `key=value` as outputs have them; a value goes on to the next key, because commands hold blanks. */
function fieldsOf(message: string): {readonly [key: string]: string} {
  const {text, isClosed} = fieldsIn(message);
  const fields: {[key: string]: string} = {};
  const keys = [...text.matchAll(/(?<=^|[\s(])([a-z][\w.]*)=/g)];
  for (const [i, key] of keys.entries()) {
    const from = key.index + key[0].length;
    const value = text.slice(from, keys[i + 1]?.index).trim();
    const name = key[1]!;
    // Falco closes the parenthesis once; a key that comes again afterwards says the same.
    if (!Object.hasOwn(fields, name))
      fields[name] = isClosed && value.endsWith(')') && !value.includes('(') ? value.slice(0, -1).trimEnd() : value;
  }
  return fields;
}

export const FALCO_TEXT: Wrapper = {
  name: 'Falco text',
  doc: 'Alerts of Falco as text (`12:18:18.691725165: Notice …`), behind syslog or not. They name no rule: that of the rules that come with Falco is told by their words. And mostly no date: it is taken from what stands before, or from when the file was last written. Both are called guesses.',
  isMapped: true,
  sample:
    '<13>2026-11-20T10:02:11Z node-1 falco: 10:02:11.318214000: Error K8s Secret Get Successfully (user=jane secret=db ns=shop resource=secrets resp=200 decision=allow)',
  unwrapText: (line, near) => {
    const match = TEXT.exec(line);
    if (match === null) return undefined;
    const from = match.index + match[0].search(/\d/);
    const output = line.slice(from).trimEnd();
    const rule = ruleOfOutput(output) ?? syscallRuleOf(output);
    const alert: Alert = {
      ...(rule === undefined ? {} : {rule, ruleFrom: 'the words of its output'}),
      priority: priorityOf(match[5]!),
      output,
      fields: fieldsOf(output),
      ...when(match, () => nearOf(line.slice(0, from), near)),
    };
    return [{kind: 'alert', event: eventOfAlert(alert)}];
  },
};
