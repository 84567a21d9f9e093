// Which format a file gets, by the end of its name.
import type {FormatName} from '../../export/formats.ts';

/** `report`: the bookmarks and notes as Markdown. `timeline`: every row as a line of plain words, as Markdown. */
export type ExportName = Exclude<FormatName, 'count'> | 'report' | 'timeline';

export const ENDINGS = [
  {ending: '.jsonl', format: 'jsonl'},
  {ending: '.json', format: 'json'},
  {ending: '.csv', format: 'csv'},
  {ending: '.yaml', format: 'yaml'},
  {ending: '.yml', format: 'yaml'},
  {ending: '.txt', format: 'table'},
  {ending: '.timeline.md', format: 'timeline'},
  {ending: '.md', format: 'report'},
] as const satisfies readonly {readonly ending: string; readonly format: ExportName}[];

export const formatOf = (path: string): ExportName | undefined =>
  ENDINGS.find(({ending}) => path.toLowerCase().endsWith(ending))?.format;

/** One ending a format. */
export const exportNames = (): string =>
  ENDINGS.filter(({format}, at) => ENDINGS.findIndex(other => other.format === format) === at)
    .map(({ending}) => ending)
    .join(' ');
