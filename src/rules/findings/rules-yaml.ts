// Values of a file of rules with their places, and sentences about what they must be.
import {isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap} from 'yaml';
import {nearest} from '../../query/nearest.ts';

/** Something wrong at an offset of the text. */
export class RulesFault extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

export type Entry = {readonly node: unknown; readonly at: number};

const startOf = (node: unknown, fallback: number): number => (node as Node | null)?.range?.[0] ?? fallback;
const isNothing = (node: unknown): boolean => node === null || (isScalar(node) && node.value === null);

export function instead(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined
    ? `known are ${known.slice(0, 12).join(', ')}${known.length > 12 ? ' …' : ''}`
    : `did you mean ${near}?`;
}

/** The values of a map by key. @param known the keys that there may be; absent are any */
function entries(map: YAMLMap, where: string, known?: readonly string[]): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>();
  for (const {key, value} of map.items) {
    const at = startOf(key, startOf(map, 0));
    const name = String(isScalar(key) ? key.value : key);
    if (known !== undefined && !known.includes(name))
      throw new RulesFault(at, `there is no "${name}" in ${where}; ${instead(name, known)}`);
    found.set(name, {node: value, at: startOf(value, at)});
  }
  return found;
}

/** @param form what it must be, with an example */
function mustBe({node, at}: Entry, what: string, form: string): RulesFault {
  const start = startOf(node, at);
  return isAlias(node)
    ? new RulesFault(
        start,
        `${what} is an alias, *${node.source}, which is not followed here: write out what it stands for`,
      )
    : new RulesFault(start, `${what} must be ${form}`);
}

export function mapOf(
  entry: Entry,
  what: string,
  example: string,
  known?: readonly string[],
): ReadonlyMap<string, Entry> {
  const {node} = entry;
  if (isNothing(node)) return new Map();
  if (!isMap(node)) throw mustBe(entry, what, `a map, such as ${example}`);
  return entries(node, what, known);
}

export function listOf(entry: Entry, what: string, example: string): readonly Entry[] {
  const {node, at} = entry;
  if (isNothing(node)) return [];
  if (!isSeq(node)) throw mustBe(entry, what, `a list, such as ${example}`);
  return node.items.map(item => ({node: item, at: startOf(item, at)}));
}

export function textOf(entry: Entry, what: string): string {
  const value = isScalar(entry.node) ? entry.node.value : undefined;
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  const isOther = typeof value === 'number' || typeof value === 'boolean';
  throw mustBe(entry, what, isOther ? `text: write "${value}", in quotes` : 'text that is not empty');
}

export function oneOf<T extends string>(entry: Entry, what: string, choices: readonly T[]): T {
  const text = textOf(entry, what);
  const choice = choices.find(name => name === text);
  if (choice !== undefined) return choice;
  throw new RulesFault(entry.at, `there is no ${what} "${text}"; ${instead(text, choices)}`);
}

/** Where the key of a map stands. */
export function entryStart({node, at}: Entry, name: string): number {
  const pair = isMap(node) ? node.items.find(({key}) => isScalar(key) && String(key.value) === name) : undefined;
  return startOf(pair?.key, at);
}

/** Where in the file the query's own character stands, if the query stands there as it is, or as a block of lines. */
export function inQuery(source: string, entry: Entry, query: string, at: number): number {
  const start = entry.at;
  if (source.startsWith(query, start)) return start + at;
  if (source.startsWith(query, start + 1)) return start + 1 + at;
  const {type} = entry.node as Scalar;
  if (type !== 'BLOCK_FOLDED' && type !== 'BLOCK_LITERAL') return start;
  // Lines are put together with blanks between them: what is no blank comes in the same order.
  let left = query.slice(0, at).replace(/\s/g, '').length;
  for (let place = source.indexOf('\n', start); place !== -1 && place < source.length; place++) {
    if (/\s/.test(source[place]!)) continue;
    if (left-- === 0) return place;
  }
  return start;
}
