// Changes as lines: the path, then what was with − and what is with +, values as YAML, long texts line by line.
import {diffLines} from 'diff';
import type {Json} from '../../audit/event.ts';
import {isContainer, isExactNumber} from '../../audit/exact-json.ts';
import {counted, grouped} from '../../audit/numbers.ts';
import {bodyLines} from '../body/body.ts';
import {type Line, type Style, span} from '../line.ts';
import {clip, fitMiddle, widthOf} from '../text/fit.ts';
import {safe} from '../text/safe.ts';
import {wrapWords} from '../words.ts';
import type {FieldChange} from './diff.ts';
import {isList, pathText} from './path.ts';
import {A_READ, type Change, howText, type Step, type StepChange} from './step.ts';

/** Of one value more is not shown: the body itself is a key away. */
const MOST_LINES = 120;
const MOST_VALUES = 400;
const LONGEST_TEXT = 20_000;
const DEEPEST = 40;

/** Texts longer than this are not compared by lines. */
const LONGEST_COMPARED = 400_000;
const MOST_EDITS = 2000;
const PATIENCE_MS = 60;

/** Lines around a changed one that are shown with it. */
const AROUND = 2;

/** A part of `value` that can be laid out at once. */
function cut(value: Json, budget: {left: number}, depth = 0): Json {
  budget.left--;
  if (typeof value === 'string')
    return value.length > LONGEST_TEXT
      ? `${value.slice(0, LONGEST_TEXT)}… ${grouped(value.length - LONGEST_TEXT)} characters more`
      : value;
  if (!isContainer(value)) return value;
  if (depth > DEEPEST || budget.left <= 0) return isList(value) ? '[…]' : '{…}';
  if (isList(value)) return value.slice(0, Math.max(1, budget.left)).map(item => cut(item, budget, depth + 1));
  const kept: {[key: string]: Json} = Object.create(null) as {[key: string]: Json};
  for (const key of Object.keys(value)) {
    if (budget.left <= 0) break;
    kept[key] = cut((value as {readonly [key: string]: Json})[key]!, budget, depth + 1);
  }
  return {...kept};
}

const NO_FOLDS: ReadonlySet<string> = new Set();

const side = (sign: '−' | '+', style: Style, text: string): Line => [span(`${sign} ${text}`, style)];

const textOf = (line: Line): string => line.map(part => part.text).join('');

function valueLines(value: Json, sign: '−' | '+', width: number): readonly Line[] {
  const style = sign === '+' ? 'added' : 'removed';
  const lines = bodyLines(cut(value, {left: MOST_VALUES}), {
    format: 'yaml',
    folded: NO_FOLDS,
    unfolded: NO_FOLDS,
    wrap: Math.max(8, width - 2),
  });
  const shown = lines.slice(0, MOST_LINES).map(({line}) => side(sign, style, textOf(line)));
  return lines.length > MOST_LINES
    ? [...shown, [span(`  … ${counted(lines.length - MOST_LINES, 'line')} more`, 'dim')]]
    : shown;
}

/** What differs between two texts of several lines, with the lines around it; undefined where that takes too long. */
function textLines(before: string, after: string, width: number): readonly Line[] | undefined {
  if (!before.includes('\n') && !after.includes('\n')) return undefined;
  if (before.length + after.length > LONGEST_COMPARED) return undefined;
  const parts = diffLines(before, after, {maxEditLength: MOST_EDITS, timeout: PATIENCE_MS});
  if (parts === undefined) return undefined;
  const lines: Line[] = [];
  parts.forEach(({value, added, removed}, at) => {
    const rows = value.replace(/\n$/, '').split('\n');
    const shownRow = (row: string) => clip(safe(row.slice(0, 2000)), width - 2);
    if (added) lines.push(...rows.map(row => side('+', 'added', shownRow(row))));
    else if (removed) lines.push(...rows.map(row => side('−', 'removed', shownRow(row))));
    else {
      const head = at === 0 ? [] : rows.slice(0, AROUND);
      const tail = at === parts.length - 1 ? [] : rows.slice(Math.max(head.length, rows.length - AROUND));
      const left = rows.length - head.length - tail.length;
      const same = (some: readonly string[]) => some.map((row): Line => [span(`  ${shownRow(row)}`, 'dim')]);
      const gap: readonly Line[] = left > 0 ? [[span(`  … ${counted(left, 'line')} the same`, 'dim')]] : [];
      lines.push(...same(head), ...gap, ...same(tail));
    }
  });
  const shown = lines.slice(0, MOST_LINES * 2);
  return lines.length > shown.length
    ? [...shown, [span(`  … ${counted(lines.length - shown.length, 'line')} more`, 'dim')]]
    : shown;
}

/** Both ends of a path tell more than its middle. */
const fitPath = (path: string, width: number): string =>
  widthOf(path) <= width || width < 12 ? path : fitMiddle(path, width).trimEnd();

const heading = (path: string, note: string, width: number): Line => [
  span(fitPath(safe(path), width - (note === '' ? 0 : note.length + 2)), 'key'),
  ...(note === '' ? [] : [span(`  ${note}`, 'dim')]),
];

/** One change: its path and both values. */
export function fieldLines(change: FieldChange, width: number): readonly Line[] {
  const {path, before, after, order, from} = change;
  const name = pathText(path) || '(the whole body)';
  if (order !== undefined) return [heading(name, 'in another order', width), ...valueLines([...order], '+', width)];
  if (from !== undefined) return [heading(name, `taken from ${safe(pathText(from))}`, width)];
  if (before === undefined && after === undefined)
    return [heading(name, '', width), side('−', 'removed', '(taken away)')];
  if (typeof before === 'string' && typeof after === 'string') {
    const lines = textLines(before, after, width);
    if (lines !== undefined) return [heading(name, '', width), ...lines];
  }
  return [
    heading(name, '', width),
    ...(before === undefined ? [] : valueLines(before, '−', width)),
    ...(after === undefined ? [] : valueLines(after, '+', width)),
  ];
}

/** A field that came whole stands on one line, where it has room there. */
function freshLines(change: FieldChange, width: number): readonly Line[] {
  const {path, before, after} = change;
  const value = after ?? before;
  if (value === undefined || isContainer(value)) return fieldLines(change, width);
  const sign = after === undefined ? '−' : '+';
  const [first, second] = valueLines(value, sign, width * 4);
  const text = `${safe(pathText(path))}: ${first === undefined ? '' : textOf(first).slice(2)}`;
  return second === undefined && text.length <= width - 2
    ? [side(sign, sign === '+' ? 'added' : 'removed', text)]
    : fieldLines(change, width);
}

export const isShown = (change: StepChange, bookkeeping: boolean): boolean => bookkeeping || !change.bookkeeping;

const words = (text: string, width: number, style: Style = 'dim'): readonly Line[] =>
  wrapWords(safe(text), width).map(line => [span(line, style)]);

/** What says how far a change can be trusted. */
function caveat(change: Change): string {
  switch (change.kind) {
    case 'changed':
      return [
        change.between > 0
          ? `${counted(change.between, 'write')} before this one left no state: their changes are among these.`
          : '',
        change.asSent ? 'Compared with what was sent: the answer is not logged.' : '',
      ]
        .filter(text => text !== '')
        .join(' ');
    case 'first':
      return change.asSent ? 'First state seen, as it was sent: the answer is not logged.' : 'First state seen.';
    case 'last':
      return change.between > 0
        ? `The last state known, ${counted(change.between, 'write')} before its end:`
        : 'The last state known:';
    case 'sent':
      return change.answered
        ? 'These fields were sent; the state before is not known.'
        : 'Only what was sent is known: these fields were sent.';
    case 'none':
      return '';
  }
}

/** All that is known of what a change did. */
export function changeLines(change: Change, width: number, bookkeeping: boolean): readonly Line[] {
  if (change.kind === 'none') return change.why === 'deletion' ? [] : words(change.why, width);
  const shown = change.fields.filter(field => isShown(field, bookkeeping));
  const hidden = change.fields.length - shown.length;
  const lines = shown.flatMap(field =>
    change.kind === 'first' || change.kind === 'last' ? freshLines(field, width) : fieldLines(field, width),
  );
  const note = caveat(change);
  return [
    ...(note === '' ? [] : words(note, width)),
    ...(shown.length === 0 && hidden === 0 ? words('Nothing changed.', width) : lines),
    ...(hidden === 0 ? [] : [[span(`+ ${counted(hidden, 'bookkeeping field')}`, 'dim')]]),
    ...(change.more === 0 ? [] : [[span(`… ${counted(change.more, 'change')} more`, 'dim')]]),
  ];
}

/** A value in a few characters. */
function brief(value: Json | undefined): string {
  if (value === undefined) return '';
  if (isExactNumber(value)) return value.rawJSON;
  if (isContainer(value)) return isList(value) ? `[${value.length}]` : '{…}';
  const text = String(value);
  return text.length > 48 ? `${text.slice(0, 47)}…` : text;
}

/** `spec.replicas 2 → 5` */
function briefChange({path, before, after, order, from}: FieldChange, isSent: boolean): string {
  const name = pathText(path);
  if (order !== undefined) return `${name} in another order`;
  if (from !== undefined) return `${name} from ${pathText(from)}`;
  if (after === undefined) return `−${name}${before === undefined ? '' : ` ${brief(before)}`}`;
  if (isSent && before === undefined) return `${name} = ${brief(after)}`;
  return before === undefined ? `+${name} ${brief(after)}` : `${name} ${brief(before)} → ${brief(after)}`;
}

/** One line for a step: what it means for the object, then the first of its changes. Not made visible. */
export function summaryOf(step: Step): string {
  const {change, notes} = step;
  const parts = [...notes];
  if (change.kind === 'none') {
    if (change.why === A_READ && step.userAgent !== '') parts.push(`with ${step.userAgent.split(' ')[0]}`);
    else if (change.why !== 'deletion') parts.push(change.why);
  } else if (change.kind === 'first' || change.kind === 'last') {
    if (notes.length === 0) parts.push('first state seen');
  } else {
    const shown = change.fields.filter(field => !field.bookkeeping);
    const [first] = shown;
    const more = shown.length - 1 + change.more;
    if (first === undefined && notes.length > 0 && change.fields.length === 0) return parts.join('; ');
    if (first === undefined) parts.push(change.fields.length === 0 ? 'nothing changed' : 'bookkeeping only');
    else
      parts.push(
        `${change.kind === 'sent' ? 'sent ' : ''}${briefChange(first, change.kind === 'sent')}${more > 0 ? `, +${grouped(more)} more` : ''}`,
      );
  }
  return parts.join('; ');
}

/** Everything about one step, for beside or below the list. */
export function stepLines(step: Step, width: number, bookkeeping: boolean): readonly Line[] {
  const who = `${step.user || '–'}${step.as === '' ? '' : ` → ${step.as}`}`;
  return [
    ...words(`${howText(step)} by ${who}`, width, 'title'),
    ...(step.userAgent === '' ? [] : words(`with ${step.userAgent}`, width)),
    ...step.notes.flatMap(note => words(note, width, 'accent')),
    ...changeLines(step.change, width, bookkeeping),
  ];
}
