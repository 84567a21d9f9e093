// A JSON value as coloured lines that fold: request and response bodies, as YAML or as JSON.
import type {Json} from '../../audit/event.ts';
import {finish, type Steps} from '../../audit/steps.ts';
import {jsonNode} from './json.ts';
import type {Node, Rows} from './rows.ts';
import {jsonString, yamlString} from './scalar.ts';
import type {BodyLine, BodyOptions} from './types.ts';
import {yamlNode} from './yaml.ts';

export {segmentsOf} from './path.ts';
export {type BodyFormat, type BodyLine, type BodyOptions, toggleFold} from './types.ts';

/** A body that is being laid out: `rows` has its first lines, and all of them once `steps` is through. */
export type Laying = {readonly rows: Rows; readonly steps: Steps<void>};

/** The lines of `value`: at least one, safe for a terminal, in time linear in its size. */
export function layBody(value: Json, options: BodyOptions): Laying {
  const keyText = options.format === 'json' ? jsonString : yamlString;
  const rows: Rows = {options, lines: [], keys: new Map(), keyText, body: value, hasFolds: false};
  return {rows, steps: layAll(rows, {value, path: '', depth: 0, parent: '', key: undefined})};
}

function* layAll(rows: Rows, root: Node): Steps<void> {
  const rest =
    rows.options.format === 'json'
      ? jsonNode(rows, root, {lead: [], column: 0, more: false})
      : yamlNode(rows, root, {lead: [], place: 'root', column: 0});
  if (rest !== undefined) yield* rest;
}

/** All of them at once; for values that are known to be small. */
export function bodyLines(value: Json, options: BodyOptions): readonly BodyLine[] {
  const {rows, steps} = layBody(value, options);
  finish(steps);
  return rows.lines;
}
