// The bash script: the model as cases of words, then the code that reads them.
import {BASH_CODE} from './completion-bash-code.ts';
import type {CommandModel, FlagModel, Model, Takes} from './completion-model.ts';

/** A word of ours for a POSIX shell. */
export const quoted = (text: string): string =>
  /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const list = (words: readonly string[]): string => words.map(quoted).join(' ');

const takes = (value: Takes): string =>
  'words' in value ? `kind=${value.kind} choices=(${list(value.words)})` : `kind=${value.kind}`;

/** A case that only these words reach, whatever was typed. */
const arm = (words: readonly string[]): string => words.map(word => `'${word}'`).join(' | ');

const flagArms = (name: string, flags: readonly FlagModel[]): readonly string[] =>
  flags.flatMap(({names, value}) =>
    value === undefined ? [] : [`    ${arm(names.map(flag => `${name} ${flag}`))}) ${takes(value.takes)} ;;`],
  );

function positionalArms({name, positionals}: CommandModel): readonly string[] {
  return positionals.map((positional, i) => {
    const place = i === positionals.length - 1 && positional.many ? '*' : String(i);
    return `    '${name} '${place}) ${takes(positional.takes)} ;;`;
  });
}

const data = ({commands, groups, names, values}: Model): string => `
# What a flag takes: "COMMAND FLAG". A switch has no kind.
_audit_tui_flag() {
  kind= choices=()
  case $1 in
${commands.flatMap(({name, flags}) => flagArms(name, flags)).join('\n')}
  esac
}

# What an argument is: "COMMAND NUMBER", from 0.
_audit_tui_argument() {
  kind=none choices=()
  case $1 in
${commands.flatMap(positionalArms).join('\n')}
  esac
}

_audit_tui_flags() {
  case $1 in
${commands.map(({name, flags}) => `    '${name}') choices=(${list(flags.flatMap(flag => flag.names))}) ;;`).join('\n')}
  esac
}

_audit_tui_values() {
  choices=()
  case $1 in
${values.map(row => `    ${arm(row.names)}) choices=(${list(row.words)}) ;;`).join('\n')}
  esac
}

_audit_tui_commands=(${list(commands.flatMap(({name}) => (name === '' || name.includes(' ') ? [] : [name])))})
_audit_tui_groups=(${list(groups.map(({name}) => name))})
_audit_tui_members=(${commands.flatMap(({name}) => (name.includes(' ') ? [`'${name}'`] : [])).join(' ')})
_audit_tui_names=(${list(names.map(({name}) => `${name}:`))})
_audit_tui_other_names=(${list(names.flatMap(({others}) => others.map(name => `${name}:`)))})
`;

export const bashScript = (model: Model): string =>
  `# bash completion of audit-tui: source <(audit-tui completion bash)\n${data(model)}${BASH_CODE}`;
