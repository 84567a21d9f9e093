// Megabytes written as JSON, a piece at a time.
import type {Json} from './event.ts';
import {isContainer, stringifyGo} from './exact-json.ts';
import type {Steps} from './steps.ts';

/** Levels that are gone through; what lies deeper is written at once. In an event: the body, its parts, the parts of these. */
const LEVELS = 3;

/** UTF-16 units between two rests. */
const REST_AFTER = 1 << 16;

/** Gives what stringifyGo gives. */
export const stringifyGoSteps = (value: Json): Steps<string> => write(value, LEVELS);

function* write(value: Json, levels: number): Steps<string> {
  if (!isContainer(value) || levels === 0) return stringifyGo(value);
  const parts: string[] = [];
  let length = 0;
  let rest = REST_AFTER;
  const isList = Array.isArray(value);
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const text = isContainer(item) ? yield* write(item, levels - 1) : stringifyGo(item);
    parts.push(isList ? text : `${stringifyGo(key)}:${text}`);
    length += text.length;
    if (length < rest) continue;
    rest = length + REST_AFTER;
    yield;
  }
  return isList ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
}
