// FORMATS: one row an output format of `audit-tui query` and of the explorer's export. To add one: a file, and its row here.
import {COUNT_FORMAT} from './count.ts';
import {CSV_FORMAT} from './csv.ts';
import type {Format} from './format.ts';
import {JSON_FORMAT} from './json.ts';
import {JSONL_FORMAT} from './jsonl.ts';
import {TABLE_FORMAT} from './table.ts';
import {YAML_FORMAT} from './yaml.ts';

export const FORMATS = [
  TABLE_FORMAT,
  JSON_FORMAT,
  JSONL_FORMAT,
  CSV_FORMAT,
  YAML_FORMAT,
  COUNT_FORMAT,
] as const satisfies readonly Format[];

export type FormatName = (typeof FORMATS)[number]['name'];

export const findFormat = (name: string): Format | undefined => FORMATS.find(format => format.name === name);

/** Markdown: one row a format. */
export const formatsTable = (): string =>
  [
    '| format | prints |',
    '|---|---|',
    ...FORMATS.map(({name, doc}) => `| \`${name}\` | ${doc.replaceAll('|', '\\|')} |`),
  ].join('\n');
