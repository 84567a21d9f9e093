// Text anywhere in an event: found in its compact JSON or in one of its decoded strings, as query/evaluate.ts has it.
import {requiredTexts} from '../../query/required.ts';
import {Unsupported} from './failure.ts';
import {toRe2} from './re2.ts';
import {all, any, join, type Sql, sql, TRUE, text} from './sql.ts';

/** As the Go encoder escapes what JSON.stringify leaves alone. */
const ESCAPED: readonly (readonly [char: string, code: string])[] = [
  ['<', '\\u003c'],
  ['>', '\\u003e'],
  ['&', '\\u0026'],
  ['\u2028', '\\u2028'],
  ['\u2029', '\\u2029'],
];

const goEscaped = (needle: string) => ESCAPED.reduce((done, [char, code]) => done.replaceAll(char, code), needle);
const jsonEscaped = (needle: string) => JSON.stringify(needle).slice(1, -1);

/** The raw line with the escapes that JSON.stringify would not have written undone. */
const unescaped = (raw: Sql): Sql =>
  ESCAPED.reduce((done, [char, code]) => sql`replaceAll(${done}, ${text(code)}, ${text(char)})`, raw);

/** Whether a match in the raw line may begin, end or lie in one of those escapes, and so be none in the event. */
const mayMeetEscape = (needle: string): boolean =>
  ESCAPED.some(([, code]) => {
    if (code.includes(needle)) return true;
    for (let cut = 1; cut < code.length; cut++)
      if (needle.startsWith(code.slice(cut)) || needle.endsWith(code.slice(0, cut))) return true;
    return false;
  });

const isAscii = (needle: string) => /^[\0-\x7f]*$/.test(needle);

const within = (haystack: Sql, needle: string): Sql =>
  isAscii(needle)
    ? sql`positionCaseInsensitive(${haystack}, ${text(needle)}) > 0`
    : sql`position(lowerUTF8(${haystack}), ${text(needle.toLowerCase())}) > 0`;

/** Whether `raw` holds the text. */
export function contains(raw: Sql, wanted: string): Sql {
  if (wanted === '') return TRUE;
  const needle = wanted.toLowerCase();
  const decoded = [...new Set([needle, jsonEscaped(needle)])];
  const written = [...new Set(decoded.flatMap(each => [each, goEscaped(each)]))];
  const found = any(written.map(each => within(raw, each)));
  if (!mayMeetEscape(needle)) return found;
  const plainly = any(decoded.map(each => within(unescaped(raw), each)));
  return all([found, sql`(position(${raw}, '\\\\u00') = 0 AND position(${raw}, '\\\\u202') = 0 OR ${plainly})`]);
}

/** @throws Unsupported */
export function patternOf(source: string): string {
  const re2 = toRe2(source);
  if (!re2.ok) throw new Unsupported(`/${source}/ cannot be asked of ClickHouse: ${re2.reason}.`);
  return re2.pattern;
}

/** Every string of the event as it stands between its quotes, keys included. */
const STRINGS = '"((?:[^"\\\\]|\\\\.)*)"';

/** Whether the pattern is found in the compact JSON, or in one decoded string. */
export function matchesAnywhere(raw: Sql, source: string): Sql {
  const pattern = text(patternOf(source));
  const required = requiredTexts(source) ?? [];
  const likely = required.length === 0 ? TRUE : any(required.map(each => contains(raw, each)));
  const inOne = sql`arrayExists(s -> match(JSONExtractString(concat('"', s, '"')), ${pattern}), extractAll(${raw}, ${text(STRINGS)}))`;
  return all([likely, sql`(${join([sql`match(${unescaped(raw)}, ${pattern})`, inOne], sql` OR `)})`]);
}
