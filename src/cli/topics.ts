// TOPICS: what the help tells about besides commands, each made of the rows that the program itself reads. The help prints them as
// text, the man page as its sections.
import {FIELDS, type FieldSpec} from '../audit/fields.ts';
import {FORMATS} from '../export/formats.ts';
import {TOP_FORMATS} from '../export/top.ts';
import {PLACES} from '../host/places.ts';
import {WRAPPERS} from '../ingest/wrappers/wrappers.ts';
import {OPERATORS} from '../query/names.ts';
import {keysLabel, mergedBindings, whereLabel} from '../session/key-text.ts';
import {COMMANDS, type CommandSpec} from './commands.ts';
import type {TopicName} from './topics-names.ts';
import {CONFIG_KEYS, ENVIRONMENT, EXIT_CODES, FILES} from './topics-process.ts';
import {MOMENTS, SYNTAX, writtenAs} from './topics-query.ts';

/** Text is Markdown with nothing but backticks. */
export type Block =
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'heading'; readonly text: string}
  /** On the left stands what one writes, on the right what it is. */
  | {readonly kind: 'rows'; readonly rows: readonly (readonly [left: string, right: string])[]}
  | {readonly kind: 'code'; readonly lines: readonly string[]};

export type Topic = {readonly name: TopicName; readonly title: string; readonly blocks: () => readonly Block[]};

const commands: readonly CommandSpec[] = COMMANDS;

const text = (content: string): Block => ({kind: 'text', text: content});
const heading = (content: string): Block => ({kind: 'heading', text: content});
const rows = (pairs: readonly (readonly [string, string])[]): Block => ({kind: 'rows', rows: pairs});

const fieldRow = ({name, aliases, kind, values, doc}: FieldSpec): readonly [string, string] => [
  [...new Set([...aliases, name])].join(', '),
  `${doc}${values === undefined ? (kind === 'text' ? '' : ` (${kind})`) : ` One of ${values.join(', ')}.`}`,
];

const query = (): readonly Block[] => [
  text(
    'The same query works in the filter line (`/`), after `audit-tui query`, and wherever a command takes an EXPR. Terms are combined with AND; `AND`, `OR` and `NOT` are operators only in capitals, and `OR` binds weakest. Nothing in it is evaluated as code. In a shell, put it in single quotes.',
  ),
  {kind: 'code', lines: ['verb:delete resource:pods ns:prod-* -user:system:* since:15m']},
  heading('Terms'),
  rows(SYNTAX.map(row => [writtenAs(row).join(', '), `${row.finds}: \`${row.example}\``])),
  heading('Moments'),
  rows(MOMENTS.map(({write, means}) => [write.join(', '), means])),
  text(
    '`since:` and `until:` use the start of a day, minute or second. Relative times count from now, or from the end of a log that ended more than a day ago.',
  ),
  heading('Fields'),
  rows((FIELDS as readonly FieldSpec[]).map(fieldRow)),
  heading('Operators'),
  rows(OPERATORS.map(({name, doc}) => [name, doc])),
];

const keys = (): readonly Block[] => [
  text(
    '`^D` is Ctrl and d, `S-Tab` Shift and Tab, `M-b` Alt and b. In the explorer `?` shows this list and searches it, and `:` finds all of it by name.',
  ),
  rows(
    mergedBindings().map(({keys: names, where, help}) => {
      const place = whereLabel(where);
      return [keysLabel(names), place === 'any pane' ? help : `${help} (${place})`];
    }),
  ),
];

const formats = (): readonly Block[] => [
  text(
    'Inputs are plain or gzip, from files, directories or standard input, with events on one line or several. Forms are recognised by content, record by record, and may be nested.',
  ),
  heading('Output of query'),
  rows(FORMATS.map(({name, doc}) => [name, doc])),
  heading('Output of top'),
  rows(TOP_FORMATS.map(({name, doc}) => [name, doc])),
  heading('Input'),
  rows(WRAPPERS.map(({name, doc}) => [name, doc])),
];

const files = (): readonly Block[] => [
  text('Logs are opened read-only. Nothing is written unless a flag or a key asks for it.'),
  rows(FILES.map(({path, is}) => [path, is])),
  text('Without a PATH, and for `doctor`, the API server of this node is looked for in:'),
  rows(PLACES.map(({paths, title, platforms}) => [title, `${paths.join(', ')}. Of ${platforms}.`])),
];

/** What a command says of its exit status at the end of its doc. */
export const exitSentence = ({doc}: CommandSpec): string | undefined => /Exit status: (.*)$/.exec(doc)?.[1];

const exitMeaning = ({command, explorer}: (typeof EXIT_CODES)[number]): string =>
  [command, explorer === '' ? '' : `of the explorer: ${explorer}`].filter(Boolean).join('. ').replace('. of', '. Of');

const exitStatus = (): readonly Block[] => [
  rows(EXIT_CODES.map(row => [row.code, exitMeaning(row)])),
  text('Commands with their own meanings:'),
  rows(
    commands.flatMap(command => {
      const sentence = exitSentence(command);
      return sentence === undefined ? [] : [[command.name, sentence] as const];
    }),
  ),
  text('What could not be read is reported on standard error, one sentence per input; the rest is still processed.'),
];

const config = (): readonly Block[] => [
  text(
    'An optional YAML file, the first of: the one that `--config` names, the one that `$AUDIT_TUI_CONFIG` names, `$XDG_CONFIG_HOME/audit-tui/config.yaml`, `~/.config/audit-tui/config.yaml`. Flags take precedence over it.',
  ),
  rows(CONFIG_KEYS.map(({key, is}) => [key, is])),
  {
    kind: 'code',
    lines: [
      'filters:',
      '  - name: builds',
      '    doc: What the build robots do.',
      '    query: user:system:serviceaccount:ci:*',
      'theme: dark',
    ],
  },
  text(
    'Unknown keys are errors. If there is an error, the explorer starts without the file and says where the error is.',
  ),
];

const environment = (): readonly Block[] => [rows(ENVIRONMENT.map(({names, does}) => [names.join(', '), does]))];

export const TOPICS = [
  {name: 'query', title: 'the query language and its fields', blocks: query},
  {name: 'keys', title: 'the keys of the explorer', blocks: keys},
  {name: 'formats', title: 'what is read, and what is printed', blocks: formats},
  {name: 'files', title: 'files that are read and written', blocks: files},
  {name: 'exit-status', title: 'what the exit status says', blocks: exitStatus},
  {name: 'config', title: 'the config file', blocks: config},
  {name: 'environment', title: 'variables of the environment', blocks: environment},
] as const satisfies readonly Topic[];

/** Of the words after `help`: `exit status` and `exit-status` are the same. */
export function findTopic(words: readonly string[]): Topic | undefined {
  const name = words.join('-').toLowerCase();
  return TOPICS.find(topic => topic.name === name);
}
