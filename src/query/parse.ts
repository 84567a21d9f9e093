// The parser: text to Expr by recursive descent, in one pass from left to right, so that the first error is the leftmost.
// It also keeps where the top-level terms stand, which is what facets need to edit a query without rewriting it.
import type {Expr, FieldRef} from './ast.ts';
import {type ErrorCode, isQueryError, type QueryError, queryError} from './errors.ts';
import {OPERATORS, resolveField} from './names.ts';
import {allOf, oneOf} from './normal.ts';
import {isBoundary, KEYWORDS, nameEnd, quoteEnd, regexEnd, skipSpace, unquote, wordEnd} from './scan.ts';
import {isSubresource} from './subresource.ts';
import {type ParseContext, parseAround, parseTime} from './times.ts';
import {anyOf, badRegex, badTime, type Exact, type Item, readItem} from './values.ts';

export type {ParseContext} from './times.ts';

export type Parsed = {readonly ok: true; readonly expr: Expr} | {readonly ok: false; readonly error: QueryError};

/** One value of a list as it stands in the text; `exact` is absent if it is a glob, a comparison or the like. */
export type ListItem = {readonly at: readonly [number, number]; readonly exact?: string; readonly kind: Expr['kind']};

/** A top-level term. `list` is there if it is a field with values, negated or not. */
export type Clause = {
  readonly at: readonly [number, number];
  readonly negated: boolean;
  readonly list?: {readonly field: FieldRef; readonly items: readonly ListItem[]};
};

/** `clauses` in their order. With an OR between any of them (`isOr`) they are not and-ed. */
export type Outline = {readonly expr: Expr; readonly clauses: readonly Clause[]; readonly isOr: boolean};

const MAX_DEPTH = 100;
const COMPARE = /(>=|<=|>|<)/y;

/** Terms and-ed by default; see docs/query.md for the language. Never throws, whatever the text. */
export function parse(text: string, context: ParseContext): Parsed {
  const result = outline(text, context);
  return isQueryError(result) ? {ok: false, error: result} : {ok: true, expr: result.expr};
}

/** As `parse`, with the places of the top-level terms. */
export function outline(text: string, context: ParseContext): Outline | QueryError {
  const parser = new Parser(text, context);
  const expr = parser.parseOr(0);
  if (isQueryError(expr)) return expr;
  const {pos, clauses, isOr} = parser;
  if (pos < text.length) {
    const message = 'This parenthesis closes nothing: remove it, or put text that holds it in quotes.';
    return queryError('STRAY_PAREN', [pos, pos + 1], message);
  }
  return {expr, clauses, isOr};
}

type Unary = {readonly expr: Expr; readonly negated: boolean; readonly list?: NonNullable<Clause['list']>};

/** The text, how far it has been read, and the top-level terms found so far. */
class Parser {
  pos = 0;
  readonly clauses: Clause[] = [];
  isOr = false;
  readonly #text: string;
  readonly #context: ParseContext;

  constructor(text: string, context: ParseContext) {
    this.#text = text;
    this.#context = context;
  }

  parseOr(depth: number): Expr | QueryError {
    const branches: Expr[] = [];
    for (;;) {
      const start = this.pos;
      const branch = this.#parseAnd(depth);
      if (isQueryError(branch)) return branch;
      const hasOr = this.#keyword() === 'OR';
      if (branch === undefined) {
        if (!hasOr && branches.length === 0) return allOf([]);
        return this.#missingTerm(hasOr ? [this.pos, this.pos + 2] : lastWord(this.#text, start));
      }
      branches.push(branch);
      if (!hasOr) return oneOf(branches);
      if (depth === 0) this.isOr = true;
      this.pos += 2;
    }
  }

  /** `undefined` if no term stands here. */
  #parseAnd(depth: number): Expr | QueryError | undefined {
    const terms: Expr[] = [];
    for (;;) {
      this.pos = skipSpace(this.#text, this.pos);
      const keyword = this.#keyword();
      if (keyword === 'AND') {
        const at = [this.pos, this.pos + 3] as const;
        this.pos = skipSpace(this.#text, this.pos + 3);
        if (terms.length === 0 || this.#isAtEnd() || this.#keyword() === 'AND') return this.#missingTerm(at);
      }
      if (this.#isAtEnd()) return terms.length === 0 ? undefined : allOf(terms);
      const start = this.pos;
      const term = this.#parseUnary(depth);
      if (isQueryError(term)) return term;
      terms.push(term.expr);
      if (depth === 0) {
        const {negated, list} = term;
        const at = [start, this.pos] as const;
        this.clauses.push(list === undefined ? {at, negated} : {at, negated, list});
      }
    }
  }

  #parseUnary(depth: number): Unary | QueryError {
    if (depth > MAX_DEPTH) return this.#error('TOO_DEEP', [this.pos, this.pos + 1], 'This is nested too deeply.');
    const start = this.pos;
    const isWord = this.#keyword() === 'NOT';
    if (!isWord && this.#text[start] !== '-') return this.#parsePrimary(depth);
    this.pos += isWord ? 3 : 1;
    if (isWord) this.pos = skipSpace(this.#text, this.pos);
    const next = this.#text[this.pos];
    const hasTerm = isWord ? !this.#isAtEnd() && this.#keyword() !== 'AND' : next === '(' || !isBoundary(next);
    if (!hasTerm) return this.#missingTerm([start, start + (isWord ? 3 : 1)]);
    const inner = isWord ? this.#parseUnary(depth + 1) : this.#parsePrimary(depth);
    if (isQueryError(inner)) return inner;
    const expr: Expr = {kind: 'not', of: inner.expr};
    return inner.list === undefined || inner.negated ? {expr, negated: true} : {expr, negated: true, list: inner.list};
  }

  #parsePrimary(depth: number): Unary | QueryError {
    const start = this.pos;
    if (this.#text[start] !== '(') return this.#parseTerm();
    if (depth >= MAX_DEPTH) return this.#error('TOO_DEEP', [start, start + 1], 'This is nested too deeply.');
    this.pos++;
    const expr = this.parseOr(depth + 1);
    if (isQueryError(expr)) return expr;
    if (this.#text[this.pos] !== ')') {
      return this.#error(
        'UNCLOSED_PAREN',
        [start, start + 1],
        'This parenthesis is not closed: add ) or quote the text.',
      );
    }
    this.pos++;
    return {expr, negated: false};
  }

  #parseTerm(): Unary | QueryError {
    const text = this.#text;
    const start = this.pos;
    if (text[start] === '"' || (text[start] === '/' && regexEnd(text, start) !== undefined)) {
      const item = this.#readItem(false);
      if (isQueryError(item)) return item;
      if (item.form === 'quoted') return {expr: {kind: 'text', text: item.text}, negated: false};
      return badRegex(item) ?? {expr: {kind: 'regex', source: item.text}, negated: false};
    }
    const colon = nameEnd(text, start);
    if (text[colon] === ':') return this.#parseField(start, colon);
    const end = wordEnd(text, start);
    const word = text.slice(start, end);
    // Such as {"kind":"Pod"}: whatever it is, its colon cannot be a field's.
    if (word.includes(':')) return this.#unknown(start, colon, end);
    this.pos = end;
    return {expr: {kind: 'text', text: word}, negated: false};
  }

  #parseField(start: number, colon: number): Unary | QueryError {
    const name = this.#text.slice(start, colon);
    const operator = OPERATORS.find(row => row.name === name.toLowerCase());
    this.pos = colon + 1;
    if (operator !== undefined) {
      const expr = operator.name === 'has' ? this.#parseHas() : this.#parseTime(operator.name);
      return isQueryError(expr) ? expr : {expr, negated: false};
    }
    const field = resolveField(name, [start, colon], this.#text.slice(start, wordEnd(this.#text, start)));
    if (isQueryError(field)) return field;
    const values: (Exact | Expr)[] = [];
    const items: ListItem[] = [];
    do {
      const item = this.#readItem(true);
      if (isQueryError(item)) return item;
      const value = readItem(field, item, this.#context);
      if (isQueryError(value)) return value;
      values.push(value);
      // A resource with its subresource is one of the values of the list, as a word is.
      const kind = 'exact' in value || isSubresource(field, item.text) ? 'in' : value.kind;
      items.push('exact' in value ? {at: item.at, exact: value.exact, kind} : {at: item.at, kind});
    } while (this.#takeComma());
    return {expr: anyOf(field, values), negated: false, list: {field, items}};
  }

  #parseTime(operator: 'since' | 'until' | 'at'): Expr | QueryError {
    const item = this.#readItem(false);
    if (isQueryError(item)) return item;
    const window =
      item.op !== undefined || item.form === 'regex'
        ? undefined
        : operator === 'at'
          ? parseAround(item.text, this.#context)
          : parseTime(item.text, this.#context);
    if (window === undefined) return badTime({...item, text: this.#text.slice(...item.at)});
    if (operator === 'since') return {kind: 'time', from: window.from};
    return operator === 'until' ? {kind: 'time', to: window.from} : {kind: 'time', ...window};
  }

  #parseHas(): Expr | QueryError {
    const all: Expr[] = [];
    do {
      const start = this.pos;
      const end = nameEnd(this.#text, start);
      if (end === start && isBoundary(this.#text[end])) return this.#missingValue();
      if (!isBoundary(this.#text[end]) && this.#text[end] !== ',') {
        return this.#unknown(start, wordEnd(this.#text, start), wordEnd(this.#text, start));
      }
      const field = resolveField(this.#text.slice(start, end), [start, end], this.#text.slice(start, end));
      if (isQueryError(field)) return field;
      all.push({kind: 'has', field});
      this.pos = end;
    } while (this.#takeComma());
    return oneOf(all);
  }

  /** One value: quoted, a regular expression, or bare; with a comparison in front or not. */
  #readItem(inList: boolean): Item | QueryError {
    const text = this.#text;
    const start = this.pos;
    COMPARE.lastIndex = start;
    const op = COMPARE.exec(text)?.[0] as Item['op'];
    const from = start + (op?.length ?? 0);
    const isQuoted = text[from] === '"';
    const regex = op === undefined && text[from] === '/' ? regexEnd(text, from, inList) : undefined;
    const end = isQuoted ? quoteEnd(text, from) : (regex ?? wordEnd(text, from, inList));
    if (end === undefined) {
      return this.#error('UNCLOSED_QUOTE', [from, text.length], 'This quote is not closed: add " at its end.');
    }
    if (isQuoted && !isBoundary(text[end]) && !(inList && text[end] === ',')) {
      const message = 'Text follows the closing quote: put a space between, or \\" for a quote inside of quotes.';
      return this.#error('AFTER_QUOTE', [end, wordEnd(text, end)], message);
    }
    if (end === from) return this.#missingValue();
    this.pos = end;
    const at = [start, end] as const;
    if (isQuoted) return withOp({at, form: 'quoted', text: unquote(text.slice(from + 1, end - 1))}, op);
    if (regex !== undefined) return {at, form: 'regex', text: text.slice(from + 1, end - 1)};
    return withOp({at, form: 'bare', text: text.slice(from, end)}, op);
  }

  /** The keyword that stands here as a whole word. */
  #keyword(): string | undefined {
    return KEYWORDS.find(
      word => this.#text.startsWith(word, this.pos) && isBoundary(this.#text[this.pos + word.length]),
    );
  }

  /** Where a list of terms ends: before `)`, OR and the end. */
  #isAtEnd(): boolean {
    return this.pos >= this.#text.length || this.#text[this.pos] === ')' || this.#keyword() === 'OR';
  }

  #takeComma(): boolean {
    if (this.#text[this.pos] !== ',') return false;
    this.pos++;
    return true;
  }

  #error(code: ErrorCode, at: readonly [number, number], message: string): QueryError {
    return queryError(code, at, message);
  }

  #unknown(start: number, end: number, termEnd: number): QueryError {
    const field = resolveField(this.#text.slice(start, end), [start, end], this.#text.slice(start, termEnd));
    if (isQueryError(field)) return field;
    return this.#error(
      'AFTER_QUOTE',
      [end, termEnd],
      'This does not belong to a field name: put the whole text in quotes.',
    );
  }

  #missingTerm(at: readonly [number, number]): QueryError {
    const word = this.#text.slice(...at);
    return this.#error(
      'MISSING_TERM',
      at,
      `${word} has no term to work on: add one, or quote "${word}" to find it as text.`,
    );
  }

  #missingValue(): QueryError {
    const message = 'A value is missing here: write one, or "" for events without a value.';
    return this.#error('MISSING_VALUE', [this.pos, this.pos], message);
  }
}

const withOp = (item: Item, op: Item['op']): Item => (op === undefined ? item : {...item, op});

/** Place of the word before `from`: the operator that waits for a term. */
function lastWord(text: string, from: number): readonly [number, number] {
  const end = text.slice(0, from).trimEnd().length;
  let start = end;
  while (start > 0 && !isBoundary(text[start - 1])) start--;
  return [start, end];
}
