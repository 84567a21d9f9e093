// What the API server says of a policy when it loads it.
import type {Position} from './policy.ts';

export type FaultCode =
  | 'no-policy'
  | 'not-yaml'
  | 'first-document'
  | 'more-documents'
  | 'wrong-type'
  | 'unknown-field'
  | 'repeated-field'
  | 'api-version'
  | 'kind'
  | 'no-rules'
  | 'level'
  | 'stage'
  | 'group'
  | 'resource-names'
  | 'url'
  | 'urls-and-resources';

export type PolicyFault = {
  readonly code: FaultCode;
  /** An error keeps the API server from starting; a warning is one line in its log, or none. */
  readonly severity: 'error' | 'warning';
  /** As the API server spells it, `rules[1].resources.group`; '' where it is about the whole. */
  readonly field: string;
  /** What the API server says, or would say if it said anything. One line. */
  readonly message: string;
  readonly at: Position;
};
