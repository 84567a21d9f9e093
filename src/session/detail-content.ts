// What the tabs of the detail hold: lines for the open event, or the reason why there are none.
import {type AuditEvent, type Json, LEVELS, TRUNCATED} from '../audit/event.ts';
import type {FieldName} from '../audit/fields.ts';
import type {BodyLine} from './body/body.ts';
import {type Laid, laidBody} from './body/laid.ts';
import {rawOf} from './body/raw-content.ts';
import {AnswerContent} from './history/answer-content.ts';
import {type Box, layoutOf} from './layout.ts';
import {type Line, span} from './line.ts';
import {policyContent} from './panes/policy.ts';
import {type Detail, type Loaded, layout, type Session, type Tab} from './session.ts';
import type {Work} from './slices.ts';
import {summaryLines} from './summary/summary.ts';
import {sameEvent} from './table.ts';
import {wrapWords} from './words.ts';

export type ContentLine = {
  readonly line: Line;
  /** Of a body: where it is in the event and what folding means here. */
  readonly body?: BodyLine;
  /** Of a summary: the field and value that the line shows. */
  readonly field?: FieldName;
  /** Or the path in the event, of what is no field. */
  readonly path?: readonly string[];
  readonly value?: string;
  /** Or a term of another kind that keeps it. */
  readonly clause?: string;
  /** It goes on with the text of the line before; `indent` UTF-16 units of it are not text. */
  readonly continues?: {readonly indent: number};
};

/** Lines by number; only those asked for are made. Of a big body not all are known at first. */
export type Content = Work & {
  /** Lines known so far, which only become more; all of them once it is done. */
  readonly total: number;
  readonly at: (from: number, count: number) => readonly ContentLine[];
};

const fixed = (lines: readonly ContentLine[]): Content => ({
  total: lines.length,
  done: true,
  run: () => undefined,
  at: (from, count) => lines.slice(from, from + count),
});

const NOTES: Readonly<Record<'request' | 'response', string>> = {request: 'request body', response: 'response body'};

/** Why an event has no such body, as its level, stage and annotations tell. */
export function whyNoBody(event: AuditEvent, which: 'request' | 'response'): string {
  const what = NOTES[which];
  if (event.level === undefined) return `An alert holds no ${what}. A goes to the request that it speaks of.`;
  if (event.annotations?.[TRUNCATED] === 'true')
    return `The API server left the ${what} out: the event was larger than its limit (--audit-log-truncate-max-event-size).`;
  if (event.stage === 'RequestReceived')
    return `No ${what} at stage RequestReceived: bodies are logged when the request has been handled. o goes to its next stage.`;
  if (which === 'request' && ['get', 'list', 'watch'].includes(event.verb ?? ''))
    return `A ${event.verb} sends no ${what}.`;
  if (which === 'response' && event.verb === 'watch') return 'The events that a watch receives are not logged.';
  const needed = which === 'request' ? 'Request' : 'RequestResponse';
  if (LEVELS.indexOf(event.level) < LEVELS.indexOf(needed))
    return `The ${what} was not logged at level ${event.level}: a policy rule of level ${needed} would have logged it.`;
  if (event.objectRef === undefined) return `No ${what}: bodies of non-resource requests are never logged.`;
  if (which === 'response' && event.stage === 'ResponseStarted')
    return `No ${what} yet at stage ResponseStarted. o goes to the next stage.`;
  // The options of a deletion may be sent or not.
  if (which === 'request' && ['delete', 'deletecollection'].includes(event.verb ?? ''))
    return `This ${event.verb} sent no request body.`;
  return `The event holds no ${what}.`;
}

const bodyOf = (event: AuditEvent, which: 'request' | 'response'): Json | undefined =>
  which === 'request' ? event.requestObject : event.responseObject;

const wordLines = (text: string, width: number): readonly ContentLine[] =>
  wrapWords(text, width).map(part => ({line: [span(part, 'dim')]}));

function bodyContent(detail: Detail, loaded: Loaded, which: 'request' | 'response', width: number): Content {
  const value = bodyOf(loaded.shown, which);
  if (value === undefined) return fixed(wordLines(whyNoBody(loaded.shown, which), width));
  const {folded, unfolded} = detail.folds[which];
  return bodyLinesOf(laidBody(value, {format: detail.format, folded, unfolded, ...(detail.wrap ? {wrap: width} : {})}));
}

export const bodyLinesOf = (laid: Laid): Content => ({
  get total() {
    return laid.total;
  },
  get done() {
    return laid.done;
  },
  run: laid.run,
  at: (from, count) => {
    laid.reach(from + count);
    return laid.lines.slice(from, from + count).map(body => ({line: body.line, body}));
  },
});

/** Why the detail shows nothing; undefined when it shows something. */
export function whyNothing(detail: Detail): string | undefined {
  if (detail.failed !== undefined) return detail.failed;
  return detail.loaded === undefined ? (detail.id === undefined ? 'No request is open.' : 'reading…') : undefined;
}

type Memory = {readonly key: readonly unknown[]; readonly content: Content};
const memory = new Map<string, Memory>();

/** The last content of each tab is kept: moving the cursor in a body must not lay it out again. */
function remembered(tab: Tab, key: readonly unknown[], make: () => Content): Content {
  const known = memory.get(tab);
  if (known !== undefined && known.key.length === key.length && known.key.every((part, at) => part === key[at]))
    return known.content;
  const content = make();
  memory.set(tab, {key, content});
  return content;
}

const NO_RULE =
  'No rule of a policy decides about alerts: they are not events of the API server. A goes to the request.';

/** Of the event that is shown. */
const linksOf = ({links, loaded}: Detail) =>
  links.of !== undefined && loaded !== undefined && sameEvent(links.of, loaded.id) ? links.list : undefined;

export function contentOf(detail: Detail, tab: Tab, width: number): Content {
  const nothing = whyNothing(detail);
  const {loaded} = detail;
  if (nothing !== undefined || loaded === undefined) return fixed(wordLines(nothing ?? '', width));
  switch (tab) {
    case 'summary':
      return remembered(tab, [loaded, detail.related, linksOf(detail), width], () =>
        fixed(
          summaryLines({
            detail: loaded.detail,
            masked: loaded.shown,
            related: detail.related,
            links: linksOf(detail),
            width,
          }),
        ),
      );
    case 'request':
    case 'response':
      return remembered(tab, [loaded, width, detail.folds[tab], detail.format, detail.wrap], () =>
        bodyContent(detail, loaded, tab, width),
      );
    case 'diff':
      return remembered(
        tab,
        [loaded, width],
        () => new AnswerContent(loaded.shown, width, which => whyNoBody(loaded.shown, which)),
      );
    case 'policy':
      if (loaded.detail.event.alert !== undefined) return fixed(wordLines(NO_RULE, width));
      return remembered(tab, [loaded, detail.policy, detail.reveal, width], () =>
        fixed(policyContent(detail.policy, loaded.detail.event, detail.reveal, width)),
      );
    case 'raw':
      return rawOf(loaded, width);
  }
}

export const SIDE_BY_SIDE = 100;

export type Column = {readonly tab: Tab; readonly width: number};

/** What the box of the detail shows: one tab, or request and response beside each other with a line between. */
export function columnsOf(tab: Tab, width: number): readonly Column[] {
  if ((tab !== 'request' && tab !== 'response') || width < SIDE_BY_SIDE) return [{tab, width}];
  const left = (width - 3) >> 1;
  return [
    {tab: 'request', width: left},
    {tab: 'response', width: width - 3 - left},
  ];
}

/** The box of the detail, where it would be if another pane is on the screen instead. */
export const detailBox = (session: Session): Box =>
  layout(session).detail ??
  layoutOf(session.size, {focus: 'detail', detail: true, zoomed: session.zoomed}).detail ??
  layout(session).body;

/** The content and width of the tab that has the cursor. */
export function currentContent(session: Session): {readonly content: Content; readonly width: number} {
  const {detail} = session;
  const column = columnsOf(detail.tab, detailBox(session).width).find(({tab}) => tab === detail.tab)!;
  return {content: contentOf(detail, detail.tab, column.width), width: column.width};
}
