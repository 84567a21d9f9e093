// EXIT_CODES, ENVIRONMENT, FILES and CONFIG_KEYS: what the program has to do with the process and the machine around it. The docs, the
// help and the man page read the rows.
import {EXIT} from './exit.ts';

export const EXIT_CODES = [
  {
    code: String(EXIT.found),
    command: 'found; or the reader of the pipe has closed it',
    explorer: 'quit by its user; or the summary was printed',
  },
  {code: String(EXIT.none), command: 'nothing found', explorer: ''},
  {
    code: String(EXIT.error),
    command: 'wrong usage, an error in the query, or an input that could not be read',
    explorer: 'the same, but an input only if nothing else was read',
  },
  {code: String(EXIT.internal), command: 'a defect of audit-tui', explorer: 'the same'},
  {code: '128 + n', command: '', explorer: 'ended by signal n; the terminal is restored'},
] as const;

export const ENVIRONMENT = [
  {names: ['NO_COLOR'], does: 'any non-empty value: bold, dim, underline and inverse instead of colours'},
  {
    names: ['TERM', 'COLORTERM', 'COLORFGBG'],
    does: 'which colours the terminal has, and whether its background is dark; `TERM=linux` implies `--ascii`, and with `TERM=dumb` the explorer does not start',
  },
  {names: ['LC_ALL', 'LC_CTYPE', 'LANG'], does: 'only ASCII is drawn if the locale is not UTF-8'},
  {names: ['TMUX', 'STY'], does: 'set inside tmux and screen: copies are wrapped so that they reach the terminal'},
  {
    names: ['TZ'],
    does: 'the zone of `--local`: for times typed in queries, and for those on the explorer’s screen. `query` and `top` always print UTC',
  },
  {names: ['AUDIT_TUI_CONFIG'], does: 'the config file, unless `--config` names one'},
  {names: ['XDG_CONFIG_HOME'], does: 'the directory of config files, instead of `~/.config`'},
  {names: ['XDG_STATE_HOME'], does: 'the directory where sessions are kept, instead of `~/.local/state`'},
  {names: ['HOME'], does: 'what `~` is'},
  {
    names: ['CLICKHOUSE_USER', 'CLICKHOUSE_PASSWORD', 'CLICKHOUSE_TOKEN'],
    does: 'credentials for ClickHouse: the user if the address names none, and the password; or a JSON Web Token instead of both',
  },
  {
    names: ['CLICKHOUSE_PASSWORD_FILE', 'CLICKHOUSE_TOKEN_FILE'],
    does: 'files with these secrets, where others can see the environment',
  },
  {
    names: ['CLICKHOUSE_CA', 'CLICKHOUSE_CERT', 'CLICKHOUSE_KEY'],
    does: 'PEM files: the authority that signed the server’s certificate; a client certificate and its key',
  },
  {names: ['AUDIT_TUI_DEBUG'], does: '`1`: print the stack trace of an internal error, for a bug report'},
] as const satisfies readonly {readonly names: readonly string[]; readonly does: string}[];

export const FILES = [
  {
    path: '~/.config/audit-tui/config.yaml',
    is: 'the config file; optional, and written only when a filter is saved',
  },
  {path: '~/.local/state/audit-tui/sessions', is: 'one file per set of logs, only with `--session`'},
] as const;

export const CONFIG_KEYS = [
  {key: 'filters', is: 'saved filters, a list of `name`, `doc` and `query`'},
  {key: 'sessions', is: '`true` keeps sessions, like `--session`'},
  {key: 'policy', is: 'a policy file, like `--policy`; a relative path is relative to the config file'},
  {key: 'theme', is: '`dark`, `light`, `16`, `none` or `auto`, like `--theme`'},
  {key: 'ascii', is: '`true` or `false`, like `--ascii` and `--no-ascii`'},
  {key: 'findings', is: 'thresholds, exceptions and your own rules for `findings`, as in a `--rules` file'},
  {
    key: 'sources',
    is: 'named ClickHouse tables, which `@name` opens: `url`, `password-file`, `token-file`, `ca`, `cert`, `key`, `fields`',
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
