// WRAPPERS: one row an input form, in the order in which they are tried.
import {AKS, AKS_RECORDS} from './aks.ts';
import {ARRAY} from './array.ts';
import {CLOUD_LOGGING} from './cloud-logging.ts';
import {CLOUDWATCH} from './cloudwatch.ts';
import {CRI} from './cri.ts';
import {DOCKER} from './docker.ts';
import {ELASTIC} from './elastic.ts';
import {EVENT} from './event.ts';
import {EVENT_LIST} from './event-list.ts';
import {FALCO} from './falco.ts';
import {FALCO_TEXT} from './falco-text.ts';
import {GKE} from './gke.ts';
import {KUBECTL} from './kubectl.ts';
import {LEGACY} from './legacy.ts';
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
  // Before the line in `message`, which an alert may have.
  FALCO,
  EVENT_LIST,
  AKS_RECORDS,
  AKS,
  OTLP,
  CLOUDWATCH,
  GKE,
  CLOUD_LOGGING,
  // Before the line in `message`, which may be there as well.
  ELASTIC,
  MESSAGE_FIELD,
  DOCKER,
  LOG_FIELD,
  ARRAY,
  // Forms of text; of a line that has none of them, an event may be the end.
  CRI,
  KUBECTL,
  FALCO_TEXT,
  LEGACY,
  PREFIXED,
] as const satisfies readonly Wrapper[];

/** The table as Markdown, for the docs. */
export function formsTable(): string {
  const rows = WRAPPERS.map(({name, doc}) => `| ${name} | ${doc} |`);
  return ['| form | where it comes from |', '|---|---|', ...rows, ''].join('\n');
}
