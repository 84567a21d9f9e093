// What + and - find in the tabs of the detail, of the line under the cursor.
import {fieldOf} from '../../audit/fields.ts';
import {segmentsOf} from '../body/path.ts';
import {RawContent} from '../body/raw-content.ts';
import {type Content, type ContentLine, currentContent} from '../detail-content.ts';
import type {Loaded, Session, Tab} from '../session.ts';
import {isThere, pickAt, pickShown} from './at-path.ts';
import {fieldRef, NO_VALUE, none, type Pick, pickOf} from './pick.ts';
import {pathsInJson} from './raw-path.ts';

const BODY = {request: 'requestObject', response: 'responseObject'} as const;

const isBody = (tab: Tab): tab is keyof typeof BODY => Object.hasOwn(BODY, tab);

/** The first of [0, end) for which `is` is true, where it is true of all behind it. */
function firstThat(end: number, is: (at: number) => boolean): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (is(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The keys that an alert of Falco has, and the fields that are made of them. */
const OF_ALERT = {
  rule: 'rule',
  priority: 'priority',
  source: 'alertSource',
  hostname: 'hostname',
  output: 'output',
  time: 'stageTimestamp',
} as const;

function pickOfAlert(path: readonly string[], {shown, detail: {event}}: Loaded, session: Session): Pick {
  const [key = '', ...rest] = path;
  if (key === 'output_fields') return pickAt(['alert', 'fields', ...rest], shown, event, session.zone);
  if (key === 'tags') return pickAt(['alert', 'tags', ...rest], shown, event, session.zone);
  if (!Object.hasOwn(OF_ALERT, key)) return isThere(path, event) ? pickAt(path, shown, event, session.zone) : NO_VALUE;
  const name = OF_ALERT[key as keyof typeof OF_ALERT];
  const [value, masked] = [event, shown].map(each => fieldOf(name).read(each));
  if (value !== masked) return none('A masked value matches nothing: r shows it first.');
  return value === undefined ? NO_VALUE : pickOf(fieldRef(name), String(value), session.zone);
}

/** The first value that begins on the line and can be kept, or else the one that goes on there. */
function pickInRaw(session: Session, loaded: Loaded, content: Content, line: number): Pick {
  const laid = content instanceof RawContent ? content.laid : undefined;
  if (laid === undefined) return NO_VALUE;
  const {text} = laid;
  const from = firstThat(text.length, at => laid.lineOf(at) >= line);
  const to = firstThat(text.length, at => laid.lineOf(at) > line);
  let first: Pick | undefined;
  for (const path of pathsInJson(text, from, to)) {
    const pick = pickOfRaw(session, loaded, path);
    if (pick.kind !== 'none') return pick;
    first ??= pick;
  }
  return first ?? NO_VALUE;
}

function pickOfRaw(session: Session, loaded: Loaded, path: readonly string[]): Pick {
  const {shown, detail} = loaded;
  if (detail.event.alert !== undefined) return pickOfAlert(path, loaded, session);
  return isThere(path, detail.event) ? pickAt(path, shown, detail.event, session.zone) : NO_VALUE;
}

function pickOfLine(session: Session, {shown, detail}: Loaded, line: ContentLine): Pick {
  const {zone} = session;
  const {tab} = session.detail;
  if (line.clause !== undefined) return {kind: 'clause', text: line.clause};
  if (line.field !== undefined && line.value !== undefined) return pickOf(fieldRef(line.field), line.value, zone);
  if (line.path !== undefined && line.value !== undefined)
    return {kind: 'value', field: {kind: 'path', segments: line.path}, value: line.value};
  if (line.path !== undefined) return pickAt(line.path, shown, detail.event, zone);
  if (line.body === undefined || !isBody(tab)) return NO_VALUE;
  const path = [BODY[tab], ...segmentsOf(line.body.path)];
  const {scalar} = line.body;
  return scalar === undefined || isThere(path, detail.event)
    ? pickAt(path, shown, detail.event, zone)
    : pickShown(path, scalar);
}

export function pickInDetail(session: Session): Pick {
  const {loaded, tab, scroll} = session.detail;
  if (loaded === undefined) return NO_VALUE;
  const {content} = currentContent(session);
  const {cursor} = scroll[tab];
  const line = content.at(cursor, 1)[0];
  if (line === undefined) return NO_VALUE;
  return tab === 'raw' ? pickInRaw(session, loaded, content, cursor) : pickOfLine(session, loaded, line);
}
