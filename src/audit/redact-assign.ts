// Secrets that stand in a text behind their name: `password=…`, `"token": "…"`, `X-Vault-Token: …`, lines of YAML, INI,
// properties and .env, block scalars, JSON that is cut or escaped. One pass over the text, from name to name.
import {isListOfNames, isNoSecret, nameKind, PROSE} from './redact-names.ts';
import {MASK, PLACE, type TextContext} from './redact-rule.ts';
import {bareAt, flowAt, lineAt, quotedAt, type Span} from './redact-value.ts';
import {blockAt, indentOf, nestedAt} from './redact-yaml.ts';

/** What gives a name its value, and the blanks behind it. */
const SIGN = /(:=|=>|[:=](?![:=]))[ \t]{0,64}/g;

const LONGEST_NAME = 200;
const isNameChar = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x30 && code <= 0x39) ||
  code === 0x5f ||
  code === 0x2d ||
  code === 0x2e ||
  code === 0x24;

/** The name that ends before a sign, quoted or not. */
function nameBefore(
  text: string,
  sign: number,
): {readonly name: string; readonly at: number; readonly isQuoted: boolean} | undefined {
  let end = sign;
  while (end > 0 && sign - end < 32 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  if (text[end - 1] === ']') end--;
  const quote = text[end - 1];
  const isQuoted = quote === '"' || quote === "'" || quote === '`';
  if (isQuoted) {
    end--;
    for (let slashes = 0; slashes < 9 && text[end - 1] === '\\'; slashes++) end--;
  }
  let at = end;
  while (at > 0 && end - at <= LONGEST_NAME && isNameChar(text.charCodeAt(at - 1))) at--;
  return at === end || end - at > LONGEST_NAME ? undefined : {name: text.slice(at, end), at, isQuoted};
}

const MASKED = new RegExp(`${MASK}`, 'y');
const LINE_START = /(?:^|\n)[ \t]*(?:-[ \t]+)*(?:(?:export|set|declare|ENV|env|local)[ \t]+)?["']?$/;

/** How far back the start of a line is looked for. */
const LINE_HEAD = 200;

type Name = {
  readonly name: string;
  readonly at: number;
  readonly isQuoted: boolean;
  readonly sign: string;
  /** Where the value would start. */
  readonly valueAt: number;
};

/** `X-Vault-Token`: a header, of which everything up to the end of the line is the value. */
const HEADER = /^(?:[A-Za-z0-9]+-)+[A-Za-z0-9]+$|^(?:authorization|cookie)$/i;
const HEADER_VALUE = new RegExp(`(?:${MASK}|[^\\r\\n"'])*`, 'y');
const SCHEME = /(?:bearer|basic|digest|negotiate|token|apikey|ntlm|splunk|aws4-hmac-sha256)(?:[ \t+]|%20)+/iy;

const isRandom = (value: string): boolean =>
  value.length >= 8 && !value.includes('/') && /[0-9]/.test(value) && /[A-Za-z]/.test(value);

/** No word of a sentence is longer. It also keeps a value without an end from being read again and again. */
const LONGEST_WORD = 200;

/** Whether an unquoted value behind `name:` is more than the next word of a sentence. */
function isSaid(name: string, value: string, hasBlank: boolean): boolean {
  if (value.length > LONGEST_WORD) return true;
  if (!hasBlank && nameKind(name) !== 'password') return isRandom(value) && !name.includes('-');
  if (PROSE.test(value)) return false;
  return nameKind(name) === 'password' || /[-_.A-Z]/.test(name.slice(1)) || isRandom(value);
}

const isWordOnly = (value: string): boolean => /^[a-z][a-z-]{0,24}$/.test(value);

/** Whether a value under that name of a configuration is no secret although the name says so. */
const isPublic = (name: string, value: string): boolean =>
  isNoSecret(value) || isListOfNames(name, value) || (/auth(?:orization)?$/i.test(name) && isWordOnly(value));

/** `secret=db ns=shop resource=secrets`, as outputs of Falco have it. */
const TARGET = /[a-z0-9][a-z0-9.-]{0,252} ns=[a-z0-9-]{1,63} resource=secrets\b/y;

class Assignments {
  private readonly text: string;
  private readonly context: TextContext;
  private readonly isConfig: boolean;
  private readonly out: string[] = [];
  private done = 0;
  /** The value of the last `name:`, for the `value:` that follows it. */
  private lastName: {readonly name: string; readonly end: number} | undefined;

  constructor(text: string, context: TextContext) {
    this.text = text;
    this.context = context;
    this.isConfig = (context.place & (PLACE.configData | PLACE.annotations)) !== 0 || text.includes('\n');
  }

  masked(): string {
    const signs = new RegExp(SIGN.source, SIGN.flags);
    for (let found = signs.exec(this.text); found !== null; found = signs.exec(this.text)) {
      const [whole, sign] = found as unknown as [string, string];
      const valueAt = found.index + whole.length;
      const named = nameBefore(this.text, found.index);
      if (named === undefined || (sign === ':' && this.text.startsWith('//', valueAt))) continue;
      const end = this.assigned({...named, sign, valueAt});
      if (end > signs.lastIndex) signs.lastIndex = end;
    }
    return this.done === 0 ? this.text : this.out.join('') + this.text.slice(this.done);
  }

  /** Masks a value if it is a secret. Returns from where to look further. */
  private assigned(found: Name): number {
    const secret = this.nameOf(found);
    if (secret === undefined || this.isTarget(found)) return 0;
    const valueAt = found.isQuoted ? this.afterBlanks(found.valueAt) : found.valueAt;
    MASKED.lastIndex = valueAt;
    const isLine = this.isConfig && this.isAtLineStart(found.at);
    if (found.sign === ':' && isLine) {
      const block = blockAt(this.text, valueAt, found.at);
      if (block !== undefined) return this.put(block, block.to);
      if (!found.isQuoted && /^[ \t]*(?:#|\r?\n|$)/.test(this.text.slice(valueAt, valueAt + 80)))
        return this.nested(valueAt, found.at);
    }
    const quoted = quotedAt(this.text, valueAt);
    if (quoted !== undefined && (!/\w/.test(this.text[quoted.end] ?? '') || found.sign === ':')) {
      return isPublic(secret, this.text.slice(quoted.from, quoted.to)) ? 0 : this.put(quoted, quoted.end);
    }
    const span = this.spanOf({...found, name: secret, valueAt}, isLine);
    if (span === undefined || span.to === span.from) return 0;
    const value = this.text.slice(span.from, span.to);
    if (isPublic(secret, value)) return 0;
    const isProse = found.sign !== '=' && !isLine && !found.isQuoted && !this.isInFlow(found.at);
    return isProse && !isSaid(secret, value, valueAt > 0 && /\s/.test(this.text[valueAt - 1]!))
      ? 0
      : this.put(span, span.to);
  }

  /** Falco's rules about Secrets name the object, not what is in it. */
  private isTarget({name, sign, valueAt}: Name): boolean {
    TARGET.lastIndex = valueAt;
    return sign === '=' && name === 'secret' && TARGET.test(this.text);
  }

  /** The name of the secret, if it is one: the key itself, or for `value` the `name` before it. */
  private nameOf({name, at, valueAt, sign}: Name): string | undefined {
    const last = this.lastName;
    if (name === 'name' || name === 'key') {
      const head = this.text.slice(valueAt, valueAt + LINE_HEAD);
      const span = quotedAt(head, 0) ?? (this.isConfig ? lineAt(head, 0) : flowAt(head, 0));
      this.lastName = {name: head.slice(span.from, span.to), end: valueAt + span.to};
      if (name === 'name') return undefined;
    }
    if (/^value$/i.test(name) && last !== undefined && at - last.end < LINE_HEAD) {
      this.lastName = undefined;
      const isNext = /^[\s\\"',]*$/.test(this.text.slice(last.end, at).replace(/\\n/g, ''));
      return isNext && nameKind(last.name) !== 'none' ? last.name : undefined;
    }
    // `key: …` in YAML names a key; only `KEY=…` is a variable.
    const isSecret = nameKind(name) !== 'none';
    return isSecret && !(sign === ':' && name === 'KEY') ? name : undefined;
  }

  private spanOf(found: Name, isLine: boolean): Span | undefined {
    const {text} = this;
    const {name, valueAt, sign} = found;
    const first = text[valueAt];
    if (first === '[' || first === '{') return isLine || sign === ':' ? undefined : bareAt(text, valueAt);
    SCHEME.lastIndex = valueAt;
    const scheme = /authorization$/i.test(name) ? SCHEME.exec(text)?.[0].length : undefined;
    const from = valueAt + (scheme ?? 0);
    if (isLine) return this.withContinued(lineAt(text, from), found);
    if (sign === ':' && HEADER.test(name)) return this.headerAt(found, from, scheme !== undefined);
    return sign === ':' && this.isInFlow(found.at) ? flowAt(text, from) : bareAt(text, from);
  }

  /** In YAML and INI, deeper lines behind a value are more of it. */
  private withContinued(line: Span, {at, sign}: Name): Span {
    const more = sign === ':' || sign === '=' ? nestedAt(this.text, line.to, indentOf(this.text, at), true) : [];
    return more.length === 0 ? line : {from: line.from, to: more.at(-1)!.to};
  }

  private headerAt({name, at}: Name, from: number, hasScheme: boolean): Span {
    const quote = this.text[at - 1];
    const isWhole = /cookie$/i.test(name) || ((quote === '"' || quote === "'") && !hasScheme);
    if (!isWhole) return bareAt(this.text, from);
    HEADER_VALUE.lastIndex = from;
    HEADER_VALUE.exec(this.text);
    const to = HEADER_VALUE.lastIndex;
    return {from, to: this.text[to] !== undefined && this.text[to - 1] === '\\' ? to - 1 : to};
  }

  /** The lines under a name without a value: one text, or items of a list. */
  private nested(valueAt: number, nameAt: number): number {
    const lines = nestedAt(this.text, lineAt(this.text, valueAt).to, indentOf(this.text, nameAt), false);
    let end = 0;
    for (const span of lines) {
      const quoted = quotedAt(this.text, span.from);
      const inner = quoted !== undefined && quoted.end <= span.to + 1 ? quoted : span;
      if (!isNoSecret(this.text.slice(inner.from, inner.to))) end = this.put(inner, span.to);
    }
    return end;
  }

  private put({from, to}: Span, end: number): number {
    if (to > from) {
      this.out.push(this.text.slice(this.done, from), this.context.put(this.text.slice(from, to)));
      this.done = to;
    }
    return end;
  }

  private afterBlanks(at: number): number {
    let next = at;
    while (next < this.text.length && /\s/.test(this.text[next]!)) next++;
    return next;
  }

  private isAtLineStart(at: number): boolean {
    const from = Math.max(0, at - LINE_HEAD);
    const head = this.text.slice(from, at);
    const line = head.slice(head.lastIndexOf('\n') + 1);
    return (from === 0 || line.length < head.length) && LINE_START.test(line);
  }

  private isInFlow(at: number): boolean {
    const head = this.text.slice(Math.max(0, at - 16), at).replace(/[\s"'\\]+$/, '');
    return head.endsWith('{') || head.endsWith(',');
  }
}

/** Masks what a text gives to a name of a secret. */
export const maskAssigned = (text: string, context: TextContext): string => new Assignments(text, context).masked();
