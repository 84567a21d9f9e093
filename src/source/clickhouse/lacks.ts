// What a table is without, beside a log in files: keys that need it are grey and say so.
import {FIELDS, type Field} from '../../audit/fields.ts';
import type {About} from '../source.ts';
import type {Layout} from './layout.ts';

const FILES = 'A table has no files behind it: what could not be read was told when it was loaded.';
const ALERTS = 'There are no alerts of Falco in a table: it holds audit events alone.';
const BODIES = 'The table keeps no whole events: there is nothing to see of them but its columns.';

export function lacksOf({raw, fields}: Layout): Pick<About, 'lacks' | 'unknown'> {
  const lacks = {files: FILES, alerts: ALERTS};
  if (raw !== undefined) return {lacks};
  const unknown = (FIELDS as readonly Field[]).filter(({name, of}) => of === undefined && !fields.has(name));
  return {lacks: {...lacks, bodies: BODIES}, unknown: unknown.map(({name}) => name)};
}
