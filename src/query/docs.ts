// The tables of docs/query.md, made from the rows that the code itself reads.
import {FIELDS, type FieldSpec} from '../audit/fields.ts';
import {ERRORS} from './errors.ts';

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ');
const code = (text: string): string => `\`${text}\``;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** One row a field: the names a query may use, the first being the shortest, what it holds, and what it means. */
export function fieldsTable(): string {
  const rows = (FIELDS as readonly FieldSpec[]).map(({aliases, name, kind, values, doc}) => [
    [...new Set([...aliases, name])].map(code).join(', '),
    values === undefined ? kind : values.map(code).join(', '),
    doc,
  ]);
  return table(['Field', 'Holds', 'Meaning'], rows);
}

/** One row an error. */
export const queryErrorsTable = (): string =>
  table(
    ['Error', 'Means', 'For example'],
    ERRORS.map(({code: name, doc, example}) => [
      code(name),
      doc,
      code(example.length > 40 ? `${example.slice(0, 3)}…` : example),
    ]),
  );
