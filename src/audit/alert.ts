// Alerts of Falco as rows among events: their priorities, and how one is named and shown.
import {createHash} from 'node:crypto';
import type {Alert} from './event.ts';
import {stringifyExact} from './exact-json.ts';

/** From least to most, as falco userspace/engine/falco_common.h has them: the severities of syslog. */
export const PRIORITIES = [
  'Debug',
  'Informational',
  'Notice',
  'Warning',
  'Error',
  'Critical',
  'Alert',
  'Emergency',
] as const;
export type Priority = (typeof PRIORITIES)[number];

/** The priority that `text` means, whatever its case; falco takes `Info` as well. Other text is kept as it is. */
export function priorityOf(text: string): string {
  const lower = text.toLowerCase();
  if (lower === 'info') return 'Informational';
  return PRIORITIES.find(priority => priority.toLowerCase() === lower) ?? text;
}

/** Time and priority at the beginning of an output: `09:29:46.302906000: Notice `. */
const HEAD = /^\s*(?:\d{4}-\d\d-\d\dT)?\d\d:\d\d:\d\d\.\d{1,9}(?:Z|[+-]\d\d:?\d\d)?: [A-Z][a-z]+ /;

/** What an output says, without its time and its priority. */
export const messageOf = (output: string): string => output.replace(HEAD, '').trim();

/** The auditID of an alert begins with this; the API server, and most clients, write UUIDs. */
export const ALERT_ID = 'falco-';

/**
 * Stands for the auditID that an alert does not have: the same for the same alert wherever it is read, so that a bookmark
 * finds it again, and another one for any other alert.
 */
export function alertID({rule, ruleFrom, priority, output, hostname, time, fields}: Alert): string {
  // What is guessed may be guessed otherwise one day.
  const named = ruleFrom === undefined ? rule : undefined;
  const text = stringifyExact([time, named, priority, output, hostname, fields].map(part => part ?? null));
  return ALERT_ID + createHash('sha256').update(text).digest('hex').slice(0, 24);
}

/** What a field of an alert says; Falco writes null, or `<NA>`, for what it does not know. */
export function alertField({fields}: Alert, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = fields !== undefined && Object.hasOwn(fields, key) ? fields[key] : undefined;
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text === 'string' && text !== '' && text !== '<NA>') return text;
  }
  return undefined;
}

/** Before a rule that an alert does not name itself, wherever rules are shown, counted or asked for. */
export const GUESS = 'guess: ';

/** The rule as every list shows it: `Attach/Exec Pod`, `guess: Attach/Exec Pod`. */
export const ruleShown = ({rule, ruleFrom}: Alert): string | undefined =>
  rule === undefined || ruleFrom === undefined ? rule : GUESS + rule;

/** `Attach/Exec Pod (Notice)`; an alert of which no rule is known is called by what it says. */
export const alertTitle = ({rule, ruleFrom, output, priority}: Alert): string =>
  `${rule ?? messageOf(output ?? 'an alert')} (${priority}${ruleFrom === undefined ? '' : ', the rule is a guess'})`;
