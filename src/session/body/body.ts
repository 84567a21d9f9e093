// A JSON value as coloured lines that fold: request and response bodies, as YAML or as JSON.
import type {Json} from '../../audit/event.ts';
import {jsonNode} from './json.ts';
import type {Node, Rows} from './rows.ts';
import {jsonString, yamlString} from './scalar.ts';
import type {BodyLine, BodyOptions} from './types.ts';
import {yamlNode} from './yaml.ts';

export {segmentsOf} from './path.ts';
export {type BodyFormat, type BodyLine, type BodyOptions, toggleFold} from './types.ts';

/** The lines of `value`: at least one, safe for a terminal, in time linear in its size. */
export function bodyLines(value: Json, options: BodyOptions): readonly BodyLine[] {
  const keyText = options.format === 'json' ? jsonString : yamlString;
  const rows: Rows = {options, lines: [], keys: new Map(), keyText};
  const root: Node = {value, path: '', depth: 0, parent: '', key: undefined};
  if (options.format === 'json') jsonNode(rows, root, {lead: [], column: 0, more: false});
  else yamlNode(rows, root, {lead: [], place: 'root', column: 0});
  return rows.lines;
}
