// Items as a source gives them, made from events.
import type {AuditEvent} from '../../src/audit/event.ts';
import {type FieldName, fieldOf} from '../../src/audit/fields.ts';
import {parseMicroTime} from '../../src/audit/time.ts';
import {cellsFor, type ExportItem, exportText, type Format, type FormatOptions} from '../../src/export/format.ts';

export const PIPE: FormatOptions = {toTerminal: false, reveal: false};
export const TERMINAL: FormatOptions = {toTerminal: true, reveal: false};

export const SCALE: AuditEvent = {
  kind: 'Event',
  level: 'Metadata',
  auditID: 'a-1',
  stage: 'ResponseComplete',
  requestURI: '/apis/apps/v1/namespaces/prod/deployments/web/scale',
  verb: 'patch',
  user: {username: 'alice', groups: ['devs', 'ops']},
  objectRef: {resource: 'deployments', namespace: 'prod', name: 'web', subresource: 'scale'},
  responseStatus: {code: 200},
  requestReceivedTimestamp: '2026-11-20T10:02:11.000000Z',
  stageTimestamp: '2026-11-20T10:02:11.031007Z',
};

export const HEALTH: AuditEvent = {
  level: 'Metadata',
  auditID: 'a-2',
  stage: 'RequestReceived',
  requestURI: '/healthz?verbose',
  verb: 'get',
  user: {},
  stageTimestamp: '2026-11-20T10:02:12.000000Z',
};

export const SECRET: AuditEvent = {
  ...SCALE,
  auditID: 'a-3',
  objectRef: {resource: 'secrets', namespace: 'prod', name: 'db'},
  requestObject: {kind: 'Secret', data: {password: 'aHVudGVyMg=='}},
};

/** What attacks the terminal: ESC, C1, bidi, zero-width, newline. */
export const EVIL = '\x1b]0;x\x07\u009b31m\u202egpj\u200b\nsecond';
export const HOSTILE: AuditEvent = {...SCALE, auditID: 'a-4', user: {username: EVIL}, userAgent: EVIL};

export const itemOf = (event: AuditEvent, fields: readonly FieldName[], raw?: string): ExportItem => ({
  row: {
    id: {
      time: parseMicroTime(event.stageTimestamp ?? '') ?? 0,
      auditID: event.auditID,
      stage: event.stage,
      place: event.auditID,
    },
    stages: [event.stage],
    cells: fields.map(name => fieldOf(name).read(event)),
  },
  detail: {
    event,
    raw: raw ?? JSON.stringify(event),
    form: 'lines',
    at: {} as never,
  },
});

/** All that a format writes for these events; a pair is an event and its raw text. */
export async function exported(
  format: Format,
  events: readonly (AuditEvent | readonly [event: AuditEvent, raw: string])[],
  options: FormatOptions = PIPE,
): Promise<string> {
  const fields = cellsFor(format, options);
  const items = events.map(entry => ('auditID' in entry ? itemOf(entry, fields) : itemOf(entry[0], fields, entry[1])));
  let all = '';
  for await (const text of exportText(format, items, options)) all += text;
  return all;
}
