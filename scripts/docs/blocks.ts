// The generated blocks of the Markdown files: <!-- generated:NAME --> … <!-- /generated -->, each filled from a table in the code.
import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {redactionsTable} from '../../src/audit/redactions.ts';
import {commandsReference, commandsTable} from '../../src/cli/docs.ts';
import {manPage} from '../../src/cli/man.ts';
import {environmentTable, exitCodesTable} from '../../src/cli/topics-process.ts';
import {momentsTable, syntaxTable} from '../../src/cli/topics-query.ts';
import {formatsTable} from '../../src/export/formats.ts';
import {TOP_FORMATS} from '../../src/export/top.ts';
import {checksTable} from '../../src/host/checks.ts';
import {placesTable} from '../../src/host/places.ts';
import {problemsTable} from '../../src/ingest/problems.ts';
import {formsTable} from '../../src/ingest/wrappers/wrappers.ts';
import {fieldsTable, queryErrorsTable} from '../../src/query/docs.ts';
import {findingsReference, findingsTable} from '../../src/rules/findings/findings.ts';
import {policyChecksReference, policyChecksTable} from '../../src/rules/policy/checks.ts';
import {PROFILES} from '../../src/rules/policy/profiles.ts';
import {keysTable} from '../../src/session/key-text.ts';
import {limitsTable} from '../../src/session/limits.ts';
import {presetsTable} from '../../src/session/presets/presets.ts';
import {ident, sql} from '../../src/source/clickhouse/sql.ts';
import {createTable} from '../../src/source/clickhouse/table.ts';
import {executablesTable} from '../package/targets.ts';
import {keysShort} from './keys.ts';
import {roomsTable} from './rooms.ts';

const topFormatsTable = () =>
  ['| format | prints |', '|---|---|', ...TOP_FORMATS.map(({name, doc}) => `| \`${name}\` | ${doc} |`)].join('\n');

const profilesTable = () =>
  ['| profile | logs |', '|---|---|', ...PROFILES.map(({name, doc}) => `| \`${name}\` | ${doc} |`)].join('\n');

/** The recommended table, for whoever makes it by hand: names there need no quotes. */
const clickhouseTable = () =>
  `\`\`\`sql\n${createTable(sql`${ident('logs')}.${ident('audit')}`, 90).replaceAll('`', '')}\n\`\`\``;

/** One row a block. */
export const BLOCKS: Readonly<Record<string, () => string>> = {
  fields: fieldsTable,
  'query-errors': queryErrorsTable,
  problems: problemsTable,
  checks: checksTable,
  'policy-checks': policyChecksTable,
  'policy-checks-reference': policyChecksReference,
  findings: findingsTable,
  'findings-reference': findingsReference,
  places: placesTable,
  forms: formsTable,
  formats: formatsTable,
  'top-formats': topFormatsTable,
  redactions: redactionsTable,
  keys: keysTable,
  limits: limitsTable,
  'clickhouse-table': clickhouseTable,
  presets: presetsTable,
  'keys-short': keysShort,
  profiles: profilesTable,
  commands: commandsTable,
  'command-flags': commandsReference,
  rooms: roomsTable,
  syntax: syntaxTable,
  moments: momentsTable,
  executables: executablesTable,
  'exit-codes': exitCodesTable,
  environment: environmentTable,
};

export const ROOT = resolve(import.meta.dirname, '../..');

const version = (): string =>
  (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {version: string}).version;

/** Files that are made as a whole, relative to the project. */
export const WHOLE: Readonly<Record<string, () => string>> = {'man/audit-tui.1': () => manPage(version())};

const BLOCK = /<!-- generated:([\w-]+) -->\n[\s\S]*?<!-- \/generated -->/g;

export const blockNames = (text: string): readonly string[] => [...text.matchAll(BLOCK)].map(match => match[1]!);

/** `text` with every block filled anew. @throws Error if it names a block that nothing fills. */
export const filled = (text: string): string =>
  text.replace(BLOCK, (_all, name: string) => {
    const table = BLOCKS[name];
    if (table === undefined) throw new Error(`no table is called ${name}; there are ${Object.keys(BLOCKS).join(', ')}`);
    return `<!-- generated:${name} -->\n${table().trim()}\n<!-- /generated -->`;
  });

/** The Markdown files for people, relative to the project. */
export const pages = (): readonly string[] => [
  ...readdirSync(ROOT).filter(name => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
];

export const pageText = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
