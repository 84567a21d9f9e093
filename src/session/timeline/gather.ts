// What one identity did, in visits: requests from one address with one program, until it is silent for half an hour. Rows come
// page by page in the order of time, so that the first time of anything is known when it is met.
import type {FieldName} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import type {EventId, Row} from '../../source/source.ts';

/** Whose timeline: a user, or whoever came from a source IP. */
export type Identity = {readonly by: 'user' | 'ip'; readonly value: string};

/** What every row of a timeline is asked with. */
export const TIMELINE_CELLS = [
  'verb',
  'objectRef.resource',
  'objectRef.subresource',
  'responseStatus.code',
  'user.username',
  'sourceIP',
  'userAgent',
  'path',
] as const satisfies readonly FieldName[];

type Cell = (typeof TIMELINE_CELLS)[number];
const PLACE: ReadonlyMap<FieldName, number> = new Map(TIMELINE_CELLS.map((name, at) => [name, at]));

export const textCell = (row: Row, name: Cell): string => {
  const value = row.cells[PLACE.get(name)!];
  return value === undefined ? '' : String(value);
};

/** Silence after which requests are another visit, in microseconds. */
export const SILENCE: Micros = 30 * 60e6;

/** Rows of a timeline that are read at most: beyond them it says how many there are. */
export const MOST_ROWS = 200_000;

/** New kinds of requests that a visit names; the others are counted. */
const MOST_NAMED = 12;

/** What was not seen before in the log, of this identity. */
export type FirstSeen = {
  readonly ip: boolean;
  readonly agent: boolean;
  readonly user: boolean;
  /** `list secrets`, `create pods/exec`, `get /healthz`: the first few of `count`. */
  readonly doings: readonly string[];
  readonly count: number;
};

export type Visit = {
  readonly ip: string;
  readonly user: string;
  readonly agent: string;
  readonly first: EventId;
  readonly last: EventId;
  readonly requests: number;
  /** Requests that change something or run a command. */
  readonly writes: number;
  /** Code 400 and above, or a panic. */
  readonly failures: number;
  readonly verbs: ReadonlyMap<string, number>;
  readonly news: FirstSeen;
};

export type Gathered = {
  readonly rows: number;
  readonly visits: readonly Visit[];
  /** Of each address, user and program: the index of its newest visit. */
  readonly open: ReadonlyMap<string, number>;
  /** Kind and value of everything seen. */
  readonly seen: ReadonlySet<string>;
  /** Requests for a token that were granted, oldest first. */
  readonly tokens: readonly EventId[];
};

export const NOTHING_GATHERED: Gathered = {rows: 0, visits: [], open: new Map(), seen: new Set(), tokens: []};

/** `list secrets`, `create pods/exec`; of no resource the path. */
export function doingOf(row: Row): string {
  const resource = textCell(row, 'objectRef.resource');
  const sub = textCell(row, 'objectRef.subresource');
  const what = resource === '' ? textCell(row, 'path') : sub === '' ? resource : `${resource}/${sub}`;
  return `${textCell(row, 'verb')} ${what}`.trim();
}

const READS = ['get', 'list', 'watch', 'head', 'options', ''];
const RUNS = ['exec', 'attach', 'portforward'];

/** A review is a question though it is created; a command is run also by a get, which is what a WebSocket sends. */
export function isWrite(row: Row): boolean {
  if (RUNS.includes(textCell(row, 'objectRef.subresource'))) return true;
  if (textCell(row, 'objectRef.resource').endsWith('reviews')) return false;
  return !READS.includes(textCell(row, 'verb'));
}

export const isFailure = (row: Row): boolean =>
  row.id.stage === 'Panic' || Number(textCell(row, 'responseStatus.code')) >= 400;

const isToken = (row: Row): boolean =>
  textCell(row, 'verb') === 'create' &&
  textCell(row, 'objectRef.resource') === 'serviceaccounts' &&
  textCell(row, 'objectRef.subresource') === 'token' &&
  !isFailure(row);

/** A visit while a page is gathered. */
type Growing = {-readonly [key in keyof Omit<Visit, 'verbs' | 'news'>]: Visit[key]} & {
  verbs: Map<string, number>;
  news: {ip: boolean; agent: boolean; user: boolean; doings: string[]; count: number};
};

const grown = (visit: Visit): Growing => ({
  ...visit,
  verbs: new Map(visit.verbs),
  news: {...visit.news, doings: [...visit.news.doings]},
});

const begun = (row: Row): Growing => ({
  ip: textCell(row, 'sourceIP'),
  user: textCell(row, 'user.username'),
  agent: textCell(row, 'userAgent'),
  first: row.id,
  last: row.id,
  requests: 0,
  writes: 0,
  failures: 0,
  verbs: new Map(),
  news: {ip: false, agent: false, user: false, doings: [], count: 0},
});

/** With a page more. `before` does not change. Rows must come in the order of time, none of them twice. */
export function gather(before: Gathered, rows: readonly Row[]): Gathered {
  const visits: Visit[] = [...before.visits];
  const open = new Map(before.open);
  const seen = new Set(before.seen);
  const tokens = [...before.tokens];
  const touched = new Map<number, Growing>();
  const isNew = (kind: string, value: string): boolean => {
    const size = seen.size;
    return seen.add(`${kind} ${value}`).size > size;
  };
  for (const row of rows) {
    const key = [textCell(row, 'sourceIP'), textCell(row, 'user.username'), textCell(row, 'userAgent')].join('\0');
    let at = open.get(key);
    let visit = at === undefined ? undefined : (touched.get(at) ?? grown(visits[at]!));
    if (at === undefined || visit === undefined || row.id.time - visit.last.time > SILENCE) {
      at = visits.length;
      visit = begun(row);
      visits.push(visit);
      open.set(key, at);
    }
    touched.set(at, visit);
    visits[at] = visit;
    visit.last = row.id;
    visit.requests++;
    if (isWrite(row)) visit.writes++;
    if (isFailure(row)) visit.failures++;
    const verb = textCell(row, 'verb') || '–';
    visit.verbs.set(verb, (visit.verbs.get(verb) ?? 0) + 1);
    if (visit.ip !== '' && isNew('ip', visit.ip)) visit.news.ip = true;
    if (visit.agent !== '' && isNew('agent', visit.agent)) visit.news.agent = true;
    if (visit.user !== '' && isNew('user', visit.user)) visit.news.user = true;
    const doing = doingOf(row);
    if (doing !== '' && isNew('doing', doing)) {
      visit.news.count++;
      if (visit.news.doings.length < MOST_NAMED) visit.news.doings.push(doing);
    }
    if (isToken(row)) tokens.push(row.id);
  }
  return {rows: before.rows + rows.length, visits, open, seen, tokens};
}
