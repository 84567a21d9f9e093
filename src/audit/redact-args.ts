// Secrets in commands: flags whose name tells, short flags of programs that take a password, `NAME=value`. A command is a list
// of words, whether it stands in an array of a container, in `command=` parameters of an exec, or in a text for a shell.
import {isListOfNames, isNoSecret, isSecretName, nameKind, PROSE} from './redact-names.ts';
import {MASK, type TextContext} from './redact-rule.ts';

type Put = (secret: string) => string;

type Program = {
  readonly names: RegExp;
  /** Flags that take the secret as the next word, or in the same one. */
  readonly next?: RegExp;
  /** Flags that take the secret in the same word only: a blank would mean something else. */
  readonly glued?: RegExp;
  /** Flags that take `user:password`, or `user%password`. */
  readonly pair?: RegExp;
  /** A word that has to come first: `docker run -p` is a port. */
  readonly after?: string;
};

/** Programs whose short flags take a secret; long flags tell by their name. */
const PROGRAMS: readonly Program[] = [
  {names: /^(?:mysql\w*|mariadb[\w-]*|mycli|percona[\w-]*|xtrabackup|mydumper)$/, glued: /^-p/},
  {names: /^(?:curl|wget2?)$/, pair: /^(?:-[a-zA-Z]*[uU]|--user|--proxy-user)/, next: /^(?:-b|--oauth2-bearer)/},
  {names: /^(?:https?|xh|xhs)$/, pair: /^(?:-a|--auth)/},
  {names: /^(?:redis-cli|valkey-cli|keydb-cli)$/, next: /^-a/},
  {names: /^mongo\w*$/, next: /^-p/},
  {names: /^sshpass$/, next: /^-p/},
  {names: /^(?:docker|podman|nerdctl|skopeo|buildah|crane|oras|helm|az|cf|oc|argocd)$/, next: /^-p/, after: 'login'},
  {names: /^ldap\w+$/, next: /^-w/},
  {names: /^(?:sqlcmd|bcp|osql|ipmitool|mosquitto_\w+)$/, next: /^-P/},
  {names: /^(?:smbclient|rpcclient|net)$/, pair: /^(?:-U|--user)/},
  {names: /^openssl$/, next: /^-(?:k|K|pass|passin|passout)$/},
  {names: /^(?:clickhouse-client|cqlsh|kinit|kadmin)$/, next: /^(?:-p|-w)/},
  {names: /^(?:unzip|7z|zip|pdftk)$/, glued: /^-[pP]/},
];

const ASSIGNED = /^(?:(--?[\w.-]{1,128})|([A-Za-z_][\w.]{0,127}))=([\s\S]+)$/;

/** `user:` stays, its password does not. */
function maskPair(text: string, put: Put): string {
  const colon = text.search(/[:%]/);
  const password = text.slice(colon + 1);
  return colon === -1 || isNoSecret(password) ? text : text.slice(0, colon + 1) + put(password);
}

/** `--from-literal=key=value` of kubectl: the value of any key. */
function maskLiteral(text: string, put: Put): string {
  const sign = text.indexOf('=');
  const value = text.slice(sign + 1);
  return sign === -1 || isNoSecret(value) ? text : text.slice(0, sign + 1) + put(value);
}

const isWord = (text: string): boolean => /^[a-z][a-z-]{0,24}$/.test(text);

/** Whether the word after a flag is its secret. */
const isValue = (flag: string, value: string, isProse: boolean): boolean =>
  !/^-(?:-?[A-Za-z][\w-]*(?:=|$)|$)/.test(value) &&
  !isNoSecret(value) &&
  !(isProse && PROSE.test(value)) &&
  !(/auth(?:orization)?$/i.test(flag) && isWord(value)) &&
  !isListOfNames(flag, value) &&
  !(/key$/i.test(flag) && /^\.?\.?\/[\w./-]+$|\.(?:pem|key|crt)$/.test(value));

function maskWord(word: string, program: Program | undefined, isReady: boolean, put: Put): string {
  const assigned = ASSIGNED.exec(word);
  if (assigned !== null) {
    const [, flag, name, value] = assigned as unknown as [string, string?, string?, string?];
    const head = word.slice(0, word.length - value!.length);
    if (flag === '--from-literal') return head + maskLiteral(value!, put);
    if (isSecretName(flag ?? name!) && isValue(flag ?? name!, value!, false)) return head + put(value!);
  }
  if (program === undefined || !isReady) return word;
  const glued = (program.glued ?? program.next)?.exec(word)?.[0];
  if (glued !== undefined && word.length > glued.length && !glued.startsWith('--')) {
    const rest = word.slice(glued.length);
    if (!/^=?$/.test(rest) && !isNoSecret(rest)) return glued + put(rest);
  }
  const pair = program.pair?.exec(word)?.[0];
  if (pair !== undefined && word.length > pair.length && /[:%]/.test(word)) {
    const sign = word[pair.length] === '=' ? 1 : 0;
    return word.slice(0, pair.length + sign) + maskPair(word.slice(pair.length + sign), put);
  }
  return word;
}

/** How outputs of Falco name the command that follows: `command=mysql -p…`. */
const NAMED_COMMAND = /^(?:parent_)?(?:proc\.)?(?:command|cmdline|cmd|process)=/;

/** A command with its secrets masked. `before` are words that stand before it elsewhere: the program of `args`. */
export function maskArguments(
  words: readonly string[],
  put: Put,
  {before = [], isProse = false}: {readonly before?: readonly string[]; readonly isProse?: boolean} = {},
): readonly string[] {
  const out: string[] = [];
  let program: Program | undefined;
  let isReady = false;
  const look = (word: string) => {
    if (word.length > 256) return;
    const plain = word.replace(NAMED_COMMAND, '');
    const name = plain.slice(plain.lastIndexOf('/') + 1);
    const found = /^[a-z]/.test(name) ? PROGRAMS.find(({names}) => names.test(name)) : undefined;
    if (found !== undefined) program = found;
    isReady =
      program !== undefined &&
      (program.after === undefined || (found === undefined && isReady) || word === program.after);
  };
  before.forEach(look);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const previous = (i === 0 ? before.at(-1) : words[i - 1]) ?? '';
    look(word);
    out.push(maskAfter(previous, word) ?? maskWord(word, program, isReady, put));
  }
  return out;

  function maskAfter(flag: string, word: string): string | undefined {
    if (!/^--?[A-Za-z][\w.-]{0,127}$/.test(flag)) return undefined;
    if (flag === '--from-literal') return maskLiteral(word, put);
    const isShort = /^-[A-Za-z]$/.test(flag);
    if (isReady && program?.pair?.exec(flag)?.[0] === flag && /[:%]/.test(word)) return maskPair(word, put);
    const isSecret =
      (!isShort && isSecretName(flag) && !/^--?(?:no|enable|disable)-/.test(flag)) ||
      (isReady && program?.next?.exec(flag)?.[0] === flag);
    // A password may start like a flag; other secrets do not.
    if (!isSecret || !isValue(flag, word, isProse)) return undefined;
    return word.startsWith('-') && nameKind(flag) !== 'password' ? undefined : put(word);
  }
}

const WORD = new RegExp(`(?:${MASK}|'[^']*'?|"(?:[^"\\\\]|\\\\[\\s\\S])*"?|\\\\[\\s\\S]|[^\\s'"\\\\;|&()<>\`])+`, 'g');

/** What a shell makes of a word. */
const unquoted = (word: string): string =>
  word.replace(
    /'([^']*)'?|"((?:[^"\\]|\\[\s\S])*)"?|\\([\s\S])/g,
    (_all, one?: string, two?: string, three?: string) =>
      three !== undefined ? three : (one ?? two!.replace(/\\(["\\$`])/g, '$1')),
  );

/** A flag, and a name or a program that may take a secret: other texts are no commands. */
const COMMAND = /(?:^|[\s"'(=])-{1,2}[A-Za-z]/;

/** Masks the secrets of commands in a text for a shell. */
export function maskCommands(text: string, {put}: TextContext): string {
  if (!COMMAND.test(text)) return text;
  const spans = [...text.matchAll(WORD)];
  const words = spans.map(([word]) => unquoted(word));
  const masked = maskArguments(words, put, {isProse: true});
  const out: string[] = [];
  let done = 0;
  spans.forEach((span, i) => {
    if (masked[i] === words[i]) return;
    const quote = /^(["'])[^"']*\1$/.exec(span[0])?.[1] ?? '';
    out.push(text.slice(done, span.index), quote, masked[i]!, quote);
    done = span.index + span[0].length;
  });
  return done === 0 ? text : out.join('') + text.slice(done);
}
