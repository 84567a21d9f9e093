// EXIT_CODES, ENVIRONMENT, FILES and CONFIG_KEYS: what the program has to do with the process and the machine around it. The docs, the
// help and the man page read the rows.
import {EXIT} from './exit.ts';

export const EXIT_CODES = [
  {
    code: String(EXIT.found),
    command: 'found; or the reader of a pipe has gone',
    explorer: 'left by its user; or the summary was printed',
  },
  {code: String(EXIT.none), command: 'nothing found', explorer: ''},
  {
    code: String(EXIT.error),
    command: 'wrong usage, an error in the query, or an input that could not be read',
    explorer: 'the same, but an input only if nothing else was read',
  },
  {code: String(EXIT.internal), command: 'a defect of audit-tui', explorer: 'the same'},
  {code: '128 + n', command: '', explorer: 'ended by signal n; the terminal is given back'},
] as const;

export const ENVIRONMENT = [
  {names: ['NO_COLOR'], does: 'any value but the empty one: bold, dim, underline and inverse instead of colours'},
  {
    names: ['TERM', 'COLORTERM', 'COLORFGBG'],
    does: 'which colours the terminal has, and whether its background is dark; `TERM=linux` is as `--ascii`, and with `TERM=dumb` there is no explorer',
  },
  {names: ['LC_ALL', 'LC_CTYPE', 'LANG'], does: 'nothing but ASCII is on the screen where the locale is not UTF-8'},
  {names: ['TMUX', 'STY'], does: 'set inside of tmux and screen: copies are wrapped so that they reach the terminal'},
  {
    names: ['TZ'],
    does: 'the zone of `--local`: of times typed in queries, and of those on the explorer’s screen. What `query` and `top` print is UTC always',
  },
  {names: ['AUDIT_TUI_CONFIG'], does: 'the config file, where `--config` names none'},
  {names: ['XDG_CONFIG_HOME'], does: 'where the config file is looked for instead of in `~/.config`'},
  {names: ['XDG_STATE_HOME'], does: 'where sessions are kept instead of in `~/.local/state`'},
  {names: ['HOME'], does: 'what `~` is'},
  {
    names: ['CLICKHOUSE_USER', 'CLICKHOUSE_PASSWORD', 'CLICKHOUSE_TOKEN'],
    does: 'who asks a server of ClickHouse whose address names no user; a token is a JSON Web Token, instead of both',
  },
  {
    names: ['CLICKHOUSE_PASSWORD_FILE', 'CLICKHOUSE_TOKEN_FILE'],
    does: 'files with those, for where an environment is seen by others',
  },
  {
    names: ['CLICKHOUSE_CA', 'CLICKHOUSE_CERT', 'CLICKHOUSE_KEY'],
    does: 'PEM files: the authority that signed the server’s certificate; a client certificate and its key',
  },
  {names: ['AUDIT_TUI_DEBUG'], does: '`1`: the stack of a defect after its sentence, for a report'},
] as const satisfies readonly {readonly names: readonly string[]; readonly does: string}[];

export const FILES = [
  {
    path: '~/.config/audit-tui/config.yaml',
    is: 'the config file; it need not be there, and only saving a filter writes to it',
  },
  {path: '~/.local/state/audit-tui/sessions', is: 'a file a set of logs, only with `--session`'},
] as const;

export const CONFIG_KEYS = [
  {key: 'filters', is: 'saved filters, a list of `name`, `doc` and `query`'},
  {key: 'sessions', is: '`true` keeps sessions as `--session` does'},
  {key: 'policy', is: 'a policy file, as `--policy`; a relative name counts from where the config file is'},
  {key: 'theme', is: '`dark`, `light`, `16`, `none` or `auto`, as `--theme`'},
  {key: 'ascii', is: '`true` or `false`, as `--ascii` and `--no-ascii`'},
  {key: 'findings', is: 'thresholds, what is allowed and rules of one’s own for `findings`, as a file of `--rules`'},
  {
    key: 'sources',
    is: 'tables of ClickHouse under a name, which `@name` opens: `url`, `password-file`, `token-file`, `ca`, `cert`, `key`, `fields`',
  },
] as const;

const code = (text: string): string => `\`${text}\``;

/** Markdown: one row an exit code. */
export const exitCodesTable = (): string =>
  [
    '| Code | Of `query` and `top` | Of the explorer |',
    '|---|---|---|',
    ...EXIT_CODES.map(({code: number, command, explorer}) => `| ${number} | ${command} | ${explorer} |`),
  ].join('\n');

/** Markdown: one row a variable, or several that say the same. */
export const environmentTable = (): string =>
  [
    '| Variable | Does |',
    '|---|---|',
    ...ENVIRONMENT.map(({names, does}) => `| ${names.map(code).join(', ')} | ${does} |`),
  ].join('\n');
