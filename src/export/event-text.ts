// The event itself as text, for the formats that print events: verbatim, masked unless revealed, and always valid JSON.
import type {Json} from '../audit/event.ts';
import {compactJson, stringifyGo} from '../audit/exact-json.ts';
import {redactText} from '../audit/redact.ts';
import type {EventDetail} from '../source/source.ts';
import type {ExportItem} from './format.ts';

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** JSON text of the event. What stands in the file, unless something is masked or it is no JSON (glued, cut). */
export function eventText({event, raw}: Pick<EventDetail, 'event' | 'raw'>, reveal: boolean): string {
  const text = raw.trim();
  if (!reveal) return redactText(text, event);
  return isJsonObject(text) ? text : stringifyGo(event as unknown as Json);
}

/** The same on one line. */
export function eventLine(detail: Pick<EventDetail, 'event' | 'raw'>, reveal: boolean): string {
  const text = eventText(detail, reveal);
  return /[\r\n]/.test(text) ? compactJson(text) : text;
}

/**
 * The event of an item.
 * @throws Error if the item came without: a mistake of ours, not of the input.
 */
export function detailOf(item: ExportItem): EventDetail {
  if (item.detail === undefined) throw new Error(`no event was read for auditID ${item.row.id.auditID}`);
  return item.detail;
}
