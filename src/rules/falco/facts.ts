// What an alert and a request say of themselves, from the cells of a row or from an event.
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import type {EventId, Row} from '../../source/source.ts';
import type {AlertFacts, Facts, RequestFacts, What} from './link.ts';

/** What both sides are asked for. */
export const CELLS = [
  'user.username',
  'verb',
  'objectRef.resource',
  'objectRef.subresource',
  'objectRef.namespace',
  'objectRef.name',
  'requestReceivedTimestamp',
  'responseStatus.code',
  'alertSource',
  'rule',
  'priority',
  'output',
] as const satisfies readonly FieldName[];
export type Cell = (typeof CELLS)[number];

/** The value of a field, of a row or of an event. */
export type Of = (name: Cell) => FieldValue;
export const ofRow =
  ({cells}: Row): Of =>
  name =>
    cells[CELLS.indexOf(name)];
export const text = (of: Of, name: Cell): string | undefined => {
  const value = of(name);
  return typeof value === 'string' ? value : undefined;
};
export const number = (of: Of, name: Cell): number | undefined => {
  const value = of(name);
  return typeof value === 'number' ? value : undefined;
};

export const whatOf = (of: Of): What => ({
  user: text(of, 'user.username'),
  verb: text(of, 'verb'),
  resource: text(of, 'objectRef.resource'),
  subresource: text(of, 'objectRef.subresource'),
  namespace: text(of, 'objectRef.namespace'),
  name: text(of, 'objectRef.name'),
});

const factsOf = ({time, stage, auditID}: EventId, of: Of): Facts => ({time, stage, auditID, ...whatOf(of)});

export const requestOfRow = (row: Row): RequestFacts => ({
  ...factsOf(row.id, ofRow(row)),
  received: number(ofRow(row), 'requestReceivedTimestamp'),
  hasEnd: row.stages.some(stage => stage === 'ResponseComplete' || stage === 'Panic'),
});

/** Without a source it is an old version, whose k8s_audit alerts name a user or a verb of Kubernetes. */
const aboutOf = (source: string | undefined, {user, verb}: Facts): AlertFacts['about'] =>
  source === undefined
    ? user !== undefined || verb !== undefined
      ? 'audit'
      : 'pod'
    : source.startsWith('k8s')
      ? 'audit'
      : 'pod';

/** @param auditID that it names */
export const alertOf = (id: EventId, of: Of, auditID: string | undefined): AlertFacts => {
  const facts = {...factsOf(id, of), auditID};
  return {...facts, about: aboutOf(text(of, 'alertSource'), facts)};
};
