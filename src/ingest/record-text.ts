// What the reader of records asks of a text: what it is as JSON, and where in it JSON begins.
import {parseExact} from '../audit/exact-json.ts';
import {counted} from '../audit/numbers.ts';
import {EVENT_START} from './event-shape.ts';
import {isLikeJson, mentionsSecrets, quoted} from './say.ts';

/** @returns undefined if it is no JSON */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Numbers of bodies can exceed what a double holds: they keep their digits. */
export function parseExactly(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}

/** Says what is left over of a line. A piece of JSON is not quoted if what it is a piece of may hold a secret, or is unknown. */
export const remains = (text: string, whole: string): string =>
  isLikeJson(text) && (whole === '' || mentionsSecrets(whole))
    ? `${counted(text.length, 'character')} of what may be the rest of an event`
    : quoted(text);

/** Where the JSON begins in a line that begins with something else, or -1. */
export function jsonStart(text: string): number {
  const event = text.indexOf(EVENT_START);
  if (event !== -1) return event;
  const object = /(?<=\s)\{\s*"/.exec(text);
  if (object === null) return -1;
  // An event, or an alert of Falco.
  return ['"auditID"', '"priority"'].some(key => text.includes(key, object.index)) ? object.index : -1;
}
