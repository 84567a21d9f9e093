// Which column of a table holds which field, by names and types alone: the recommended table, OTel's otel_logs, a table that
// keeps nothing but the event, and tables that people made themselves.
import type {FieldName} from '../../audit/fields.ts';
import {FIELDS, type Field, fieldOf} from '../../audit/fields.ts';
import {eventFields, timeIn} from './event-fields.ts';
import type {FieldSql, Layout, LayoutKind} from './layout.ts';
import {hashOfRequest, micros} from './layout.ts';
import {all, commas, ident, type Sql, sql, TRUE} from './sql.ts';
import {COLUMNS, REQUEST} from './table.ts';

/** A row of system.columns. */
export type Column = {readonly name: string; readonly type: string};

/** What the config file says: the column of a field. */
export type Overrides = Readonly<Record<string, string>>;

export type Detected =
  | {
      readonly ok: true;
      readonly layout: Layout /** Of the time column, if the event says its time too. */;
      readonly timeToCheck?: Sql;
    }
  | {readonly ok: false; readonly message: string};

/** Names that people give to the columns of a field, besides the field's own; letters and digits only, in lower case. */
const NAMES: Readonly<Partial<Record<FieldName, readonly string[]>>> = {
  stageTimestamp: ['time', 'stagetimestamp', 'timestamp', 'ts', 'eventtime', 'datetime'],
  requestReceivedTimestamp: ['received', 'requestreceivedtimestamp', 'requestreceived', 'receivedat'],
  'user.username': ['user', 'username', 'userusername'],
  'user.groups': ['groups', 'usergroups'],
  'objectRef.resource': ['resource', 'objectrefresource'],
  'objectRef.namespace': ['namespace', 'objectrefnamespace', 'ns'],
  'objectRef.name': ['name', 'resourcename', 'objectname', 'objectrefname'],
  'objectRef.subresource': ['subresource', 'objectrefsubresource'],
  'objectRef.apiGroup': ['apigroup', 'objectrefapigroup'],
  'objectRef.apiVersion': ['objectrefapiversion', 'apiversion'],
  'responseStatus.code': ['code', 'statuscode', 'responsecode', 'responsestatuscode'],
  'responseStatus.reason': ['reason', 'responsestatusreason'],
  'responseStatus.message': ['message', 'responsestatusmessage'],
  decision: ['decision', 'authorizationdecision'],
  authorizationReason: ['authorizationreason'],
  'impersonatedUser.username': ['impersonateduser', 'impersonatedusername', 'impersonateduserusername'],
  auditID: ['auditid'],
  requestURI: ['uri', 'requesturi'],
};

/** Names of a column with the whole event, likeliest first. */
const WHOLE = ['event', 'eventjson', 'raw', 'rawevent', 'body', 'json', 'line', 'log', 'message', 'data'];

/** Letters and digits in lower case: `audit_id`, `auditID` and `audit.id` are one name. */
const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The type inside of LowCardinality and Nullable. */
const inner = (type: string): string => /^(?:LowCardinality|Nullable)\((.*)\)$/.exec(type)?.[1] ?? type;
const core = (type: string): string => inner(inner(type));

const isText = (type: string) => /^(?:String|FixedString|Enum|UUID|IPv[46])/.test(core(type));
const isNumber = (type: string) => /^(?:U?Int|Float|Decimal)/.test(core(type));
const isTime = (type: string) => /^DateTime/.test(core(type));
const isList = (type: string) => /^Array\((?:LowCardinality\()?(?:Nullable\()?String/.test(type);

const textOf = ({name, type}: Column): Sql =>
  /^(?:LowCardinality\()?String\)?$/.test(type) ? ident(name) : sql`ifNull(toString(${ident(name)}), '')`;

/** A DateTime64(6, 'UTC'). */
function timeOf({name, type}: Column): Sql | undefined {
  if (type === "DateTime64(6, 'UTC')") return ident(name);
  if (isTime(type)) return sql`ifNull(toDateTime64(${ident(name)}, 6, 'UTC'), toDateTime64(0, 6, 'UTC'))`;
  return isText(type) ? timeIn(textOf({name, type})) : undefined;
}

/** A column as the expression of a field; `undefined` if its type cannot be one. */
function columnSql(field: Field, column: Column): Sql | undefined {
  const {name, type} = column;
  switch (field.kind) {
    case 'text':
      return isText(type) || isNumber(type) ? textOf(column) : undefined;
    case 'list':
      if (/^Array\((?:String|LowCardinality\(String\))\)$/.test(type)) return ident(name);
      if (isList(type)) return sql`arrayMap(x -> ifNull(toString(x), ''), ${ident(name)})`;
      return isText(type) ? sql`JSONExtract(${textOf(column)}, 'Array(String)')` : undefined;
    case 'number':
      // A column that cannot be NULL says 0 for no code.
      if (isNumber(type))
        return /Nullable/.test(type) ? sql`toFloat64(${ident(name)})` : sql`nullIf(toFloat64(${ident(name)}), 0)`;
      return isText(type) ? sql`toFloat64OrNull(${textOf(column)})` : undefined;
    case 'time':
      return timeOf(column);
    case 'duration':
      return undefined;
  }
}

/** Sub-columns of dotted names and the like are found by their letters. */
function columnFor(name: FieldName, columns: readonly Column[], overrides: Overrides): Column | undefined {
  const field = fieldOf(name);
  const chosen = [name, ...field.aliases].map(key => overrides[key]).find(column => column !== undefined);
  if (chosen !== undefined) return columns.find(column => column.name === chosen);
  const names = NAMES[name] ?? [plain(name)];
  for (const wanted of names) {
    const found = columns.find(column => plain(column.name) === wanted && columnSql(field, column) !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Fields that are worked out of other ones. */
function derived(fields: ReadonlyMap<FieldName, FieldSql>, time: Sql, received: Sql, stage: Sql): FieldSql {
  const known = fields.get('stageTimestamp')!.isColumn && fields.get('requestReceivedTimestamp')?.isColumn === true;
  return {
    kind: 'duration',
    sql: sql`if(${stage} = 'RequestReceived' OR ${received} = 0 OR ${micros(time)} = 0, NULL, ${micros(time)} - ${received})`,
    isColumn: known,
  };
}

const EPOCH_IS_NONE = (time: Sql): Sql => sql`nullIf(${micros(time)}, 0)`;

/** The column of the whole event: the config's, or the first of the usual names that is text. */
function wholeColumn(columns: readonly Column[], overrides: Overrides): Column | undefined {
  const chosen = overrides.event;
  if (chosen !== undefined) return columns.find(({name, type}) => name === chosen && isText(type));
  for (const wanted of WHOLE) {
    const found = columns.find(({name, type}) => plain(name) === wanted && /^(?:Nullable\()?String\)?$/.test(type));
    if (found !== undefined) return found;
  }
  return undefined;
}

function unknownColumn(columns: readonly Column[], overrides: Overrides): string | undefined {
  const wrong = Object.entries(overrides).find(([, column]) => !columns.some(({name}) => name === column));
  return wrong === undefined ? undefined : `fields: ${wrong[0]} names the column ${wrong[1]}, which the table has not`;
}

const isOtel = (columns: readonly Column[]) =>
  ['Timestamp', 'Body', 'LogAttributes'].every(wanted => columns.some(({name}) => name === wanted));

/** Rows of a table of many logs that are audit events. */
const auditOnly = (raw: Sql): Sql =>
  sql`(position(${raw}, 'audit.k8s.io/') > 0 AND JSONExtractString(${raw}, 'kind') = 'Event' AND JSONHas(${raw}, 'auditID'))`;

function kindOf(isOtelTable: boolean, columns: readonly Column[], found: number): LayoutKind {
  if (isOtelTable) return 'otel';
  const names = new Set(columns.map(({name}) => name));
  if (['event', 'place', ...COLUMNS.map(({name}) => name)].every(name => names.has(name))) return 'recommended';
  return found <= 1 ? 'raw' : 'columns';
}

/** What tells alike events apart: a column made for it, or a hash of the event, or of all the columns that are fields. */
function placeOf(kind: LayoutKind, raw: Sql | undefined, columns: readonly Sql[]): Sql {
  if (kind === 'recommended') return ident('place');
  if (raw !== undefined && columns.length <= 2) return sql`cityHash64(${raw})`;
  return sql`cityHash64(${commas(columns.map(column => sql`ifNull(toString(${column}), '')`))})`;
}

/** The column that the recommended table has for it; any other name might mean anything. */
function requestOf(kind: LayoutKind, columns: readonly Column[], auditID: Sql, received: Sql): Sql {
  const isThere = columns.some(({name, type}) => name === REQUEST.name && type === REQUEST.type);
  return kind === 'recommended' && isThere ? ident(REQUEST.name) : hashOfRequest(auditID, received);
}

export type DetectOptions = {
  readonly overrides?: Overrides;
  /** The time column is not the event's own time: read that out of the event. */
  readonly timeFromEvent?: boolean;
  /** The column that is named like one of whole events holds none. */
  readonly withoutWhole?: boolean;
};

export function detect(
  table: Sql,
  columns: readonly Column[],
  {overrides = {}, timeFromEvent = false, withoutWhole = false}: DetectOptions = {},
): Detected {
  const wrong = unknownColumn(columns, overrides);
  if (wrong !== undefined) return {ok: false, message: wrong};
  const isOtelTable = isOtel(columns);
  const whole = withoutWhole
    ? undefined
    : isOtelTable && overrides.event === undefined
      ? columns.find(({name}) => name === 'Body')
      : wholeColumn(columns, overrides);
  const raw = whole === undefined ? undefined : textOf(whole);
  const others = columns.filter(column => column !== whole);
  const inEvent = raw === undefined ? undefined : eventFields(raw);
  const fields = new Map<FieldName, FieldSql>();
  const own: Sql[] = [];
  for (const field of FIELDS as readonly Field[]) {
    // The other columns of otel_logs say things of their own: `SeverityText` is no level, `ServiceName` no name.
    const mayHave = !isOtelTable || field.name === 'stageTimestamp' || Object.hasOwn(overrides, field.name);
    const useEvent = field.name === 'stageTimestamp' && timeFromEvent && inEvent !== undefined;
    const column = mayHave && !useEvent ? columnFor(field.name, others, overrides) : undefined;
    const value = column === undefined ? inEvent?.get(field.name) : columnSql(field, column);
    if (value === undefined) continue;
    if (column !== undefined) own.push(ident(column.name));
    fields.set(field.name, {kind: field.kind, sql: value, isColumn: column !== undefined});
  }
  const missing = (['stageTimestamp', 'auditID', 'stage'] as const).filter(name => !fields.has(name));
  if (missing.length > 0) {
    const names = missing.map(name => fieldOf(name).label.toLowerCase()).join(', ');
    return {
      ok: false,
      message: `the table has no column for ${names}, and none that holds whole events; name them in the config file under fields:`,
    };
  }
  const kind = kindOf(isOtelTable, columns, own.length);
  const time = fields.get('stageTimestamp')!;
  const stage = fields.get('stage')!.sql;
  const receivedTime = fields.get('requestReceivedTimestamp');
  const received = receivedTime === undefined ? sql`toInt64(0)` : micros(receivedTime.sql);
  fields.set('took', derived(fields, time.sql, received, stage));
  for (const name of ['stageTimestamp', 'requestReceivedTimestamp'] as const) {
    const found = fields.get(name);
    if (found !== undefined) fields.set(name, {...found, sql: EPOCH_IS_NONE(found.sql)});
  }
  const where = isOtelTable && raw !== undefined ? auditOnly(raw) : TRUE;
  const layout: Layout = {
    kind,
    table,
    where: all([where]),
    ...(raw === undefined ? {} : {raw}),
    time: time.sql,
    received,
    auditID: fields.get('auditID')!.sql,
    stage,
    place: placeOf(kind, raw, own),
    request: requestOf(kind, columns, fields.get('auditID')!.sql, received),
    fields,
  };
  const check =
    time.isColumn && kind !== 'recommended' && inEvent !== undefined ? inEvent.get('stageTimestamp') : undefined;
  return {ok: true, layout, ...(check === undefined ? {} : {timeToCheck: check})};
}
