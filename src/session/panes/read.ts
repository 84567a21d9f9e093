// What was read: the inputs, the forms of their events, what is missing or there twice between them, and every kind of thing
// that could not be read as an event, with the first places where. Nothing that was in a file is left out of some count here.

import {bytesText, counted, grouped} from '../../audit/numbers.ts';
import type {SourceRef} from '../../ingest/source-ref.ts';
import type {About, InputReport, Note, ProblemCount} from '../../source/source.ts';
import {readText} from '../about-text.ts';
import {type Line, type Style, span} from '../line.ts';
import {layout, type Overlay, type Session} from '../session.ts';
import {fitMiddle, lineWidth, widthOf, wrapLine} from '../text/fit.ts';
import {safe} from '../text/safe.ts';
import {wallTime, type Zone} from '../time-text.ts';
import {fitLines, listLines, type ViewLine} from '../view.ts';
import {wrapWordsLine} from '../words.ts';

export type ReadOverlay = Extract<Overlay, {kind: 'read'}>;

export type ReadRow = {
  readonly line: Line;
  /** The title of the problems. */
  readonly isProblems?: true;
  /** Names the example that the line is part of. */
  readonly example?: string;
};

const place = ({file, line, offset}: SourceRef): string =>
  line === undefined ? `${file}, byte ${grouped(offset)}` : `${file}:${line}`;

const STATE: Readonly<Record<InputReport['state'], readonly [text: string, style: Style]>> = {
  reading: ['reading…', 'accent'],
  read: ['read', 'dim'],
  following: ['following', 'ok'],
  skipped: ['skipped', 'warn'],
  failed: ['failed', 'error'],
};

const KIND: Readonly<Record<InputReport['kind'], string>> = {plain: '', gzip: 'gzip', stdin: ''};

/** `11-20 10:02:11 – 10:30:00`: the second date only where it is another. */
function period(from: number, to: number, zone: Zone): string {
  const [start, end] = [wallTime(from, zone), wallTime(to, zone)];
  const sameDay = start.slice(0, 10) === end.slice(0, 10);
  const short = (text: string) => text.slice(5, 19).replace('T', ' ');
  return `${short(start)} – ${sameDay ? end.slice(11, 19) : short(end)}`;
}

const title = (text: string): ReadRow => ({line: [span(` ${text}`, 'title')]});

function fileRows(input: InputReport, width: number, zone: Zone): readonly ReadRow[] {
  const {name, kind, bytes, lines, events, from, to, state, note} = input;
  const [word, style] = STATE[state];
  const facts = [
    bytes > 0 || state !== 'skipped' ? bytesText(bytes) : '',
    KIND[kind],
    lines === undefined ? '' : counted(lines, 'line'),
    state === 'skipped' ? '' : counted(events, 'event'),
    from === undefined || to === undefined ? '' : period(from, to, zone),
  ].filter(fact => fact !== '');
  const room = Math.max(8, width - 4 - widthOf(word) - 2);
  const label = safe(name);
  const head: Line = [
    span('   '),
    span(widthOf(label) <= room ? label : fitMiddle(label, room).trimEnd()),
    span(`  ${word}`, style),
  ];
  const detail: Line = [span('     '), span(facts.join('  '), 'dim')];
  const reason: readonly ReadRow[] =
    note === undefined ? [] : wrapWordsLine([span(`     ${safe(note)}`, 'warn')], width, 5).map(line => ({line}));
  if (facts.length === 0) return [{line: head}, ...reason];
  const isShort = lineWidth(head) + lineWidth(detail) <= width;
  return isShort
    ? [{line: [...head, span('  '), span(facts.join('  '), 'dim')]}, ...reason]
    : [{line: head}, ...wrapWordsLine(detail, width, 5).map(line => ({line})), ...reason];
}

/** Over all inputs, most frequent first. */
function formRows(inputs: readonly InputReport[]): readonly ReadRow[] {
  const forms = new Map<string, number>();
  for (const input of inputs) for (const {form, count} of input.forms) forms.set(form, (forms.get(form) ?? 0) + count);
  if (forms.size === 0) return [];
  return [
    title('Events by input form'),
    ...[...forms]
      .toSorted(([, a], [, b]) => b - a)
      .map(([form, count]): ReadRow => ({line: [span(`${grouped(count).padStart(12)}  `), span(safe(form))]})),
    {line: []},
  ];
}

const NOTE: Readonly<Record<Note['kind'], string>> = {
  gap: 'gap',
  overlap: 'overlap',
  duplicates: 'duplicates',
  dropped: 'dropped',
  remote: 'server',
};

const noteRows = (notes: readonly Note[], width: number): readonly ReadRow[] =>
  notes.length === 0
    ? []
    : [
        title(notes.some(({kind}) => kind === 'remote') ? 'Notes' : 'Gaps and overlaps'),
        ...notes.flatMap(({kind, text}) =>
          wrapWordsLine([span(`  ${NOTE[kind].padStart(10)}  `, 'warn'), span(safe(text))], width, 14).map(line => ({
            line,
          })),
        ),
        {line: []},
      ];

const INDENT = 14;

function exampleRows(
  problem: ProblemCount,
  at: number,
  width: number,
  unfolded: ReadonlySet<string>,
): readonly ReadRow[] {
  const example = `${problem.code} ${at}`;
  const {at: where, reason, text: stands} = problem.examples[at]!;
  const head: Line = [span(' '.repeat(INDENT)), span(safe(place(where)), 'key')];
  const text: Line = [span(' '.repeat(INDENT)), span(safe(reason))];
  const whole = wrapWordsLine(text, width, INDENT);
  const [first] = whole;
  const isOpen = unfolded.has(example);
  const shown = isOpen || whole.length <= 2 ? whole : [[...first!, span(' …', 'dim')]];
  const standing =
    isOpen && stands !== undefined
      ? wrapLine([span(' '.repeat(INDENT)), span(safe(stands), 'dim')], width, INDENT)
      : [];
  return [...wrapWordsLine(head, width, INDENT), ...shown, ...standing].map(line => ({line, example}));
}

function problemRows(
  problems: readonly ProblemCount[],
  width: number,
  unfolded: ReadonlySet<string>,
): readonly ReadRow[] {
  const some = problems.filter(problem => problem.count > 0).toSorted((a, b) => b.count - a.count);
  const head: ReadRow = {...title('Problems'), isProblems: true};
  if (some.length === 0) return [head, {line: [span('   None: everything that was read is an event.', 'ok')]}];
  return [
    head,
    ...some.flatMap((problem): readonly ReadRow[] => {
      const {code, title: name, count, examples} = problem;
      const line: Line = [
        span(`${grouped(count).padStart(12)}  `, 'warn'),
        span(safe(name), 'title'),
        span(`  ${safe(code)}`, 'dim'),
      ];
      const rest = count - examples.length;
      const more: readonly ReadRow[] =
        rest > 0 && examples.length > 0
          ? [
              {
                line: [
                  span(
                    `${' '.repeat(INDENT)}… ${grouped(rest)} more like ${examples.length === 1 ? 'this' : 'these'}`,
                    'dim',
                  ),
                ],
              },
            ]
          : [];
      return [{line}, ...examples.flatMap((_, at) => exampleRows(problem, at, width, unfolded)), ...more, {line: []}];
    }),
  ];
}

export function readContent(
  about: About,
  width: number,
  zone: Zone,
  unfolded: ReadonlySet<string>,
): readonly ReadRow[] {
  const {inputs, files, notes = [], problems} = about;
  const named: readonly ReadRow[] =
    inputs === undefined
      ? files.map(file => ({line: [span(`   ${safe(file)}`)]}))
      : inputs.flatMap(input => fileRows(input, width, zone));
  return [
    title(named.length === 1 ? 'Input' : 'Inputs'),
    ...named,
    {line: []},
    ...formRows(inputs ?? []),
    ...noteRows(notes, width),
    ...problemRows(problems, width, unfolded),
  ];
}

export const readRows = (session: Session): number => Math.max(1, layout(session).body.height - 2);

export const contentOfRead = (session: Session, {unfolded}: ReadOverlay): readonly ReadRow[] =>
  readContent(session.about, layout(session).body.width, session.zone, unfolded);

export function readLines(session: Session, overlay: ReadOverlay): readonly ViewLine[] {
  const {body} = layout(session);
  const content = contentOfRead(session, overlay);
  const height = readRows(session);
  const lines = listLines(content, overlay.scroll, height, ({line}, at) => ({key: `line ${at}`, line}));
  const {about} = session;
  const head: Line = [
    span(' What was read  ', 'accent'),
    span(`${bytesText(about.bytes.read)}, ${readText(about)}`, 'label'),
  ];
  return fitLines([{key: 'title', line: head}, {key: 'blank', line: []}, ...lines], body.width, body.height);
}
