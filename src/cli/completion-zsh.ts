// The zsh script: _arguments of a command from its rows, and functions for queries and lists. What was typed is matched and given to
// compadd, never evaluated.
import type {CommandModel, FlagModel, Model, PositionalModel, Takes} from './completion-model.ts';

/** A word of ours for zsh. */
const quoted = (text: string): string => (/^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

const list = (words: readonly string[]): string => words.map(quoted).join(' ');

/** Inside of a spec of _arguments a colon and brackets mean something. */
const plain = (text: string): string => text.replace(/[\\:[\]]/g, '\\$&');

function action(takes: Takes): string {
  switch (takes.kind) {
    case 'words':
      return `(${takes.words.join(' ')})`;
    case 'list':
      return `_audit_tui_list ${takes.words.join(' ')}`;
    case 'query':
      return '_audit_tui_query';
    case 'either':
      return '_audit_tui_either';
    case 'files':
      return '_files';
    case 'directories':
      return '_files -/';
    case 'none':
      return ' ';
  }
}

/** `(-o --output)-o+[format]:FORMAT:(table json)`, and the same for its long name. */
function flagSpecs({names, doc, value, many}: FlagModel): readonly string[] {
  const others = many ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
  const taken = value === undefined ? '' : `:${plain(value.label)}:${action(value.takes)}`;
  return names.map(name => {
    const joint = value === undefined ? '' : name.startsWith('--') ? '=' : '+';
    return `${others}${name}${joint}[${plain(doc)}]${taken}`;
  });
}

const positionalSpec = ({label, takes, many}: PositionalModel): string =>
  `${many ? '*' : ''}:${plain(label)}:${action(takes)}`;

function commandCase({name, flags, positionals}: CommandModel): string {
  const specs = [
    ...flags.flatMap(flagSpecs),
    ...(name === '' ? ['1: :_audit_tui_first', '*:PATH:_files'] : positionals.map(positionalSpec)),
  ];
  return `    ${name === '' ? "''" : quoted(name)})\n      _arguments -s -S \\\n${specs.map(spec => `        ${quoted(spec)}`).join(' \\\n')}\n      ;;`;
}

const described = (rows: readonly {readonly name: string; readonly doc: string}[]): string =>
  rows.map(({name, doc}) => `    ${quoted(`${name}:${doc}`)}`).join('\n');

const members = ({commands}: Model, group: string) =>
  commands
    .filter(({name}) => name.startsWith(`${group} `))
    .map(({name, doc}) => ({name: name.slice(group.length + 1), doc}));

export function zshScript(model: Model): string {
  const {commands, groups, names, values} = model;
  const first = [...commands.filter(({name}) => name !== '' && !name.includes(' ')), ...groups];
  return `#compdef audit-tui
# zsh completion of audit-tui: a file _audit_tui in a directory of $fpath, or source <(audit-tui completion zsh) after compinit

_audit_tui_first() {
  local -a found=(
${described(first)}
  )
  _alternative 'commands:command:{_describe command found}' 'logs:log:_files'
}

_audit_tui_values() {
  case $1 in
${values.map(row => `    ${row.names.join('|')}) reply=(${list(row.words)}) ;;`).join('\n')}
    *) reply=() ;;
  esac
}

# The last term of a query: names, or what may follow the colon.
_audit_tui_query() {
  local -a reply
  local -a found=(
${described(names)}
  )
  compset -P '*[[:space:](]'
  compset -P '-'
  if [[ $PREFIX == *:* ]]; then
    _audit_tui_values "\${PREFIX%%:*}"
    compset -P '*[:,]'
    compadd -M 'm:{a-zA-Z}={A-Za-z}' -a reply
  else
    _describe -t fields field found -S : -q && return
    # Longer names for the same, for who begins to type one.
    reply=(${list(names.flatMap(({others}) => others))})
    compadd -S : -q -a reply
  fi
}

_audit_tui_either() {
  _alternative 'queries:query:_audit_tui_query' 'logs:log:_files'
}

# Words joined by commas.
_audit_tui_list() {
  local -a found=("$@")
  compset -P '*,'
  compadd -S , -q -a found
}

_audit_tui_command() {
  case $1 in
${commands.map(commandCase).join('\n')}
  esac
}

_audit_tui() {
  local command= skip=0
  local -a found
  case \${words[2]-} in
${groups
  .map(
    ({name}) => `    ${name})
      found=(
${described(members(model, name))}
      )
      if (( CURRENT == 3 )); then _describe command found; return; fi
      command="$words[2] $words[3]" skip=2
      ;;`,
  )
  .join('\n')}
    ${commands.flatMap(({name}) => (name === '' || name.includes(' ') ? [] : [name])).join('|')}) command=$words[2] skip=1 ;;
  esac
  (( CURRENT == 2 )) && command= skip=0
  # _arguments takes the first word for the command's name.
  shift $skip words
  (( CURRENT -= skip ))
  _audit_tui_command "$command"
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _audit_tui "$@"
else
  compdef _audit_tui audit-tui
fi
`;
}
