// WRAPPERS: one row an input form, in the order in which they are tried.
import {AKS, AKS_RECORDS} from './aks.ts';
import {ARRAY} from './array.ts';
import {CLOUDWATCH} from './cloudwatch.ts';
import {EVENT} from './event.ts';
import {EVENT_LIST} from './event-list.ts';
import {LOG_FIELD} from './log-field.ts';
import {MESSAGE_FIELD} from './message-field.ts';
import {OTLP} from './otlp.ts';
import {PREFIXED} from './prefixed.ts';
import {VIAQ} from './viaq.ts';
import type {Wrapper} from './wrapper.ts';

export const WRAPPERS = [
  // Before the plain event, which it also looks like.
  VIAQ,
  EVENT,
  EVENT_LIST,
  AKS_RECORDS,
  AKS,
  OTLP,
  CLOUDWATCH,
  MESSAGE_FIELD,
  LOG_FIELD,
  ARRAY,
  PREFIXED,
] as const satisfies readonly Wrapper[];

/** The table as Markdown, for the docs. */
export function formsTable(): string {
  const rows = WRAPPERS.map(({name, doc}) => `| ${name} | ${doc} |`);
  return ['| form | where it comes from |', '|---|---|', ...rows, ''].join('\n');
}
