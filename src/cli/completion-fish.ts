// The fish script: a line a word, with its condition; and functions that tell where the cursor is. What was typed is compared and
// printed, never evaluated.
import type {CommandModel, FlagModel, Model, Takes} from './completion-model.ts';

/** A word of ours for fish: in single quotes only \ and ' are special. */
const quoted = (text: string): string =>
  /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const list = (words: readonly string[]): string => words.map(quoted).join(' ');

/** What is completed: a list of words, a call of ours, paths, or nothing. */
function candidates(takes: Takes): string {
  switch (takes.kind) {
    case 'words':
      return `-a ${quoted(takes.words.join(' '))}`;
    case 'list':
      return `-a ${quoted(`(__audit_tui_list ${takes.words.join(' ')})`)}`;
    case 'query':
      return "-a '(__audit_tui_query)'";
    case 'either':
      return "-F -a '(__audit_tui_query)'";
    case 'files':
      return '-F';
    case 'directories':
      return "-a '(__fish_complete_directories (commandline -ct))'";
    case 'none':
      return '';
  }
}

/** Paths are completed only where they are asked for. */
const argument = (takes: Takes): string =>
  takes.kind === 'files' ? '-r -F' : ['-x', candidates(takes)].join(' ').trim();

function flagLine(command: string, {names, doc, value}: FlagModel): string {
  const spelled = names.map(name => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(' ');
  const taken = value === undefined ? '' : ` ${argument(value.takes)}`;
  return `complete -c audit-tui -n ${quoted(`__audit_tui_is ${quoted(command)}`)} ${spelled}${taken} -d ${quoted(doc)}`;
}

const valued = ({flags}: CommandModel): readonly string[] =>
  flags.flatMap(({names, value}) => (value === undefined ? [] : names));

function positionalLines(command: CommandModel): readonly string[] {
  return command.positionals.flatMap(({takes, many}, i) => {
    const words = candidates(takes);
    if (words === '') return [];
    const place = i === command.positionals.length - 1 && many ? `${i}+` : String(i);
    return [`complete -c audit-tui -n ${quoted(`__audit_tui_at ${quoted(command.name)} ${place}`)} ${words}`];
  });
}

/** Commands, groups and their members. */
function commandLines({commands, groups}: Model): readonly string[] {
  const line = (condition: string, word: string, doc: string) =>
    `complete -c audit-tui -n ${quoted(condition)} -a ${word} -d ${quoted(doc)}`;
  const first = [...commands.filter(({name}) => name !== '' && !name.includes(' ')), ...groups];
  const members = commands.filter(({name}) => name.includes(' '));
  return [
    ...first.map(({name, doc}) => line('__audit_tui_first', name, doc)),
    ...members.map(({name, doc}) => {
      const [group, word] = name.split(' ') as [string, string];
      return line(`__audit_tui_group ${group}`, word, doc);
    }),
  ];
}

const data = ({commands, groups, names, values}: Model): string => `
set -g __audit_tui_commands ${list(commands.flatMap(({name}) => (name === '' ? [] : [name])))}
set -g __audit_tui_groups ${list(groups.map(({name}) => name))}

# The flags of a command that take a value.
function __audit_tui_valued
    switch $argv[1]
${commands.map(command => `        case ${quoted(command.name)}\n            string split ' ' -- ${quoted(valued(command).join(' '))}`).join('\n')}
    end
end

# The names that a query may use, and what they mean.
function __audit_tui_names
${names.map(({name, doc}) => `    printf '%s\\t%s\\n' ${name} ${quoted(doc)}`).join('\n')}
end

# Longer names for the same, for who begins to type one.
function __audit_tui_other_names
    printf '%s\\n' ${names.flatMap(({others}) => others).join(' ')}
end

function __audit_tui_values
    switch $argv[1]
${values.map(row => `        case ${list(row.names)}\n            string split ' ' -- ${quoted(row.words.join(' '))}`).join('\n')}
    end
end
`;

const CODE = `
# The words before the cursor, without the program's name.
function __audit_tui_words
    set -l words (commandline -opc)
    printf '%s\\n' $words[2..-1]
end

# Prints the command, '' for the explorer; of a group without a known second word nothing.
function __audit_tui_command
    set -l words (__audit_tui_words)
    if contains -- "$words[1] $words[2]" $__audit_tui_commands
        printf '%s\\n' "$words[1] $words[2]"
    else if contains -- "$words[1]" $__audit_tui_commands
        printf '%s\\n' $words[1]
    else if not contains -- "$words[1]" $__audit_tui_groups
        echo
    end
end

function __audit_tui_is
    set -l command (__audit_tui_command)
    set -q command[1]; and test "$command" = "$argv[1]"
end

function __audit_tui_first
    test (count (commandline -opc)) -eq 1
end

function __audit_tui_group
    set -l words (__audit_tui_words)
    test (count $words) -eq 1; and test "$words[1]" = "$argv[1]"
end

# Whether the argument at the cursor is that of this command and number.
function __audit_tui_at
    __audit_tui_is "$argv[1]"; or return 1
    set -l words (__audit_tui_words)
    set -l valued (__audit_tui_valued "$argv[1]")
    set -l skip (count (string split -n ' ' -- $argv[1]))
    set -l seen 0
    set -l is_value 0
    set -l ended 0
    for word in $words[(math $skip + 1)..-1]
        if test $is_value = 1
            set is_value 0
        else if test $ended = 0; and test "$word" = --
            set ended 1
        else if test $ended = 0; and contains -- "$word" $valued
            set is_value 1
        else if test $ended = 1; or not string match -qr '^-.' -- "$word"; or string match -qr '^-[^-].*:' -- "$word"
            set seen (math $seen + 1)
        end
    end
    test $is_value = 0; or return 1
    if string match -q '*+' -- $argv[2]
        test $seen -ge (string replace + '' -- $argv[2])
    else
        test $seen -eq $argv[2]
    end
end

# The word at the cursor without its opening quote, behind a flag's = sign; nothing if it is written in a way that we do not read.
function __audit_tui_text
    set -l text (commandline -ct)
    test (count $text) -le 1; or return 1
    set text (string replace -r -- '^--[\\\\w-]+=' '' "$text")
    set text (string replace -r -- '^[\\'"]' '' "$text")
    string match -qr -- '[\\\\\\\\\\'"]' "$text"; and return 1
    printf '%s\\n' "$text"
end

# Words joined by commas: those that were typed, and one more.
function __audit_tui_list
    set -l text (__audit_tui_text); or return
    set -l before (string match -r -- '^.*,' "$text")
    printf '%s\\n' "$before"$argv
end

# The last term of a query: names, or what may follow the colon.
function __audit_tui_query
    set -l text (__audit_tui_text); or return
    set -l before (string match -r -- '^(?:.*[\\\\s(])?-?' "$text")
    set -l term (string sub -s (math (string length -- "$before") + 1) -- "$text")
    if string match -q -- '*:*' "$term"
        set -l name (string split -m 1 : -- "$term")[1]
        set -l lead (string match -r -- '^.*[:,]' "$text")
        for value in (__audit_tui_values "$name")
            printf '%s\\n' "$lead$value"
        end
    else
        set -l known (__audit_tui_names)
        set -l begun (string replace -r -- '\\t.*' '' $known | string sub -l (string length -- "$term"))
        if not contains -- "$term" $begun
            set known (__audit_tui_other_names)
        end
        for line in $known
            set -l parts (string split -m 1 \\t -- $line)
            printf '%s:\\t%s\\n' "$before$parts[1]" "$parts[2]"
        end
    end
end

complete -c audit-tui -f
`;

export function fishScript(model: Model): string {
  const lines = [
    ...commandLines(model),
    ...model.commands.flatMap(command => [
      ...command.flags.map(flag => flagLine(command.name, flag)),
      ...positionalLines(command),
    ]),
  ];
  return `# fish completion of audit-tui: audit-tui completion fish | source\n${data(model)}${CODE}${lines.join('\n')}\n`;
}
