// What shells complete, made from the rows of COMMANDS, FIELDS and OPERATORS: one model, which each shell's script is printed from.
import {FIELDS, type Field, type FieldSpec} from '../audit/fields.ts';
import {OPERATORS} from '../query/names.ts';
import {BUILTIN_API, RESOURCE_VERBS, URL_VERBS} from '../rules/policy/builtin-api.ts';
import {POLICY_CHECKS} from '../rules/policy/checks.ts';
import {COMMANDS, type CommandSpec, GLOBAL_FLAGS} from './commands.ts';
import {GROUPS} from './find-command.ts';
import type {FlagSpec} from './flags.ts';
import {isCounted} from './top.ts';
import {TOPIC_NAMES} from './topics-names.ts';

/** `list`: words joined by commas. `either`: a query, or a path. `none`: something that only its user knows. */
export type Takes =
  | {readonly kind: 'words' | 'list'; readonly words: readonly string[]}
  | {readonly kind: 'query' | 'either' | 'files' | 'directories' | 'none'};

export type FlagModel = {
  /** With their dashes, the long one last. */
  readonly names: readonly string[];
  readonly doc: string;
  /** Absent of a switch. */
  readonly value?: {readonly label: string; readonly takes: Takes};
  readonly many: boolean;
};

export type PositionalModel = {readonly label: string; readonly takes: Takes; readonly many: boolean};

export type CommandModel = {
  /** '' is the explorer. */
  readonly name: string;
  readonly doc: string;
  readonly flags: readonly FlagModel[];
  readonly positionals: readonly PositionalModel[];
};

/** A word before a colon. */
export type NameModel = {readonly name: string; readonly others: readonly string[]; readonly doc: string};

export type Model = {
  readonly commands: readonly CommandModel[];
  readonly groups: readonly {readonly name: string; readonly doc: string}[];
  readonly names: readonly NameModel[];
  /** What may follow the colon of a name, where that is a closed set or nearly one. */
  readonly values: readonly {readonly names: readonly string[]; readonly words: readonly string[]}[];
};

const fields: readonly Field[] = FIELDS;
const shortest = ({name, aliases}: FieldSpec): string => aliases[0] ?? name;
const named = (usable: (field: Field) => boolean): readonly string[] => fields.filter(usable).map(shortest);

const NONE: Takes = {kind: 'none'};
const VERBS = [...new Set([...RESOURCE_VERBS, ...URL_VERBS])];
const RESOURCES = [
  ...new Set(BUILTIN_API.flatMap(({namespaced = {}, cluster = {}}) => Object.keys({...namespaced, ...cluster}))),
].sort();

/** What a placeholder stands for, unless its flag has choices or a row of FLAG_VALUES. */
const PLACEHOLDERS: Readonly<Record<string, Takes>> = {
  EXPR: {kind: 'query'},
  PATH: {kind: 'files'},
  FILE: {kind: 'files'},
  POLICY: {kind: 'files'},
  DIR: {kind: 'directories'},
  NAMES: {kind: 'list', words: named(() => true)},
  FIELD: {kind: 'words', words: named(field => field.sortable)},
  VERB: {kind: 'list', words: VERBS},
  RESOURCE: {kind: 'list', words: RESOURCES},
  CHECKS: {kind: 'list', words: POLICY_CHECKS.filter(({severity}) => severity !== 'error').map(({id}) => id)},
  ...Object.fromEntries(
    ['TIME', 'SIZE', 'N', 'NAME', 'NS:NAME', 'NAMESPACE', 'USER', 'CODE', 'VERSION', 'V', 'REQUEST', 'ADDRESS'].map(
      label => [label, NONE],
    ),
  ),
};

const FLAG_VALUES: Readonly<Record<string, Takes>> = {by: {kind: 'list', words: named(isCounted)}};

/** @throws Error if a placeholder has no row, so that none is forgotten. */
function takes(label: string, choices: readonly string[] | undefined, many: boolean): Takes {
  if (choices !== undefined) return {kind: many ? 'list' : 'words', words: choices};
  const known = PLACEHOLDERS[label];
  if (known === undefined) throw new Error(`PLACEHOLDERS has no row for ${label}`);
  return known;
}

/** The first clause of a doc: what fits beside a word in a menu. */
export const clause = (doc: string): string => /^.*?(?=[;:.,(] |[;:.,]$| \(|$)/u.exec(doc)![0];

/** Some docs only list what the shell lists anyway. */
const flagDoc = ({value, choices = [], doc}: FlagSpec): string =>
  value !== undefined && choices.some(choice => doc.startsWith(choice)) ? value.toLowerCase() : clause(doc);

function flagModel(flag: FlagSpec): FlagModel {
  const {name, short, value, many = false, choices} = flag;
  return {
    names: [...(short === undefined ? [] : [`-${short}`]), `--${name}`],
    doc: flagDoc(flag),
    ...(value === undefined ? {} : {value: {label: value, takes: FLAG_VALUES[name] ?? takes(value, choices, many)}}),
    many,
  };
}

/** Topics, and all that has a help of its own. */
const HELPED: Takes = {
  kind: 'words',
  words: [...new Set([...TOPIC_NAMES, ...COMMANDS.map(({name}) => name.split(' ')[0]!)])].filter(name => name !== ''),
};

const commandModel = ({name, title, flags, positionals}: CommandSpec): CommandModel => ({
  name,
  doc: title,
  flags: [...flags, ...GLOBAL_FLAGS].map(flagModel),
  positionals: positionals.map(p => ({
    label: p.name,
    takes:
      name === 'help'
        ? HELPED
        : p.query === true
          ? {kind: p.required === true ? 'query' : 'either'}
          : takes(p.name, p.choices, false),
    many: p.many === true,
  })),
});

const MOMENTS = ['5m', '15m', '1h', '24h', 'today', 'yesterday'];

/** Values of fields that are no closed set, yet mostly these. */
const USUAL: Partial<Record<Field['name'], readonly string[]>> = {
  verb: VERBS,
  'objectRef.resource': RESOURCES,
  'responseStatus.code': ['2xx', '3xx', '4xx', '5xx'],
  truncated: ['true'],
};

export const completionModel = (commands: readonly CommandSpec[] = COMMANDS): Model => ({
  commands: commands.map(commandModel),
  groups: GROUPS.map(({name, title}) => ({name, doc: title})),
  names: [
    ...fields.map(field => ({
      name: shortest(field),
      others: [...new Set([...field.aliases.slice(1), field.name])].filter(name => name !== shortest(field)),
      // Some docs only say when there is none, or give examples.
      doc: /^(?:Absent|Such)\b/.test(field.doc) ? field.label : clause(field.doc),
    })),
    ...OPERATORS.map(({name, doc}) => ({name, others: [], doc: clause(doc)})),
  ],
  values: [
    ...fields.flatMap(field => {
      const words = field.values ?? USUAL[field.name];
      return words === undefined ? [] : [{names: [...new Set([...field.aliases, field.name])], words}];
    }),
    {names: ['has'], words: named(() => true)},
    {names: ['since', 'until', 'at'], words: MOMENTS},
  ],
});
