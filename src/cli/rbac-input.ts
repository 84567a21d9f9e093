// What the words and flags of `audit-tui rbac` mean.
import {existsSync} from 'node:fs';
import type {Micros} from '../audit/time.ts';
import {and, EVERYTHING, type Expr, NO_ALERTS} from '../query/ast.ts';
import {nearest} from '../query/nearest.ts';
import {isDnsLabel, isDnsName} from '../rules/rbac/access.ts';
import {EXPANSIONS, type Expansion} from '../rules/rbac/grants.ts';
import {type Subject, subjectOfUser} from '../rules/rbac/subject.ts';
import {contextOf, exprOf, notUnderstood, type Understood, understood} from './context.ts';
import type {ParsedArgs} from './flags.ts';
import type {Io} from './io.ts';
import {isRemote} from './remote-path.ts';

const SUBJECT_FLAGS = ['user', 'serviceaccount', 'group'] as const;

/** Whom the flags name; undefined without one. */
export function subjectFlag(args: ParsedArgs): Understood<Subject | undefined> {
  const [flag, more] = SUBJECT_FLAGS.filter(name => args.flags.has(name));
  if (flag === undefined) return understood(undefined);
  if (more !== undefined) return notUnderstood(`--${flag} and --${more} name two subjects: write one of them.`);
  const value = args.flags.get(flag)!;
  if (value === '') return notUnderstood(`--${flag} needs a name.`);
  if (flag === 'group') return understood({kind: 'Group', name: value});
  if (flag === 'user') return understood(subjectOfUser(value));
  const [namespace = '', name = '', rest] = value.replace(/^system:serviceaccount:/, '').split(/[:/]/);
  return rest === undefined && isDnsLabel(namespace) && isDnsName(name)
    ? understood({kind: 'ServiceAccount', namespace, name})
    : notUnderstood(`--serviceaccount takes a namespace and a name as build:ci-runner, not "${value}"`);
}

export function expandFlag(args: ParsedArgs): Understood<readonly Expansion[]> {
  const expansions: Expansion[] = [];
  for (const word of (args.flags.get('expand') ?? '').split(',').map(part => part.trim())) {
    if (word === '') continue;
    const found = EXPANSIONS.find(({name}) => name === word);
    const all = EXPANSIONS.map(({name}) => name);
    if (found === undefined) {
      const near = nearest(word, all);
      const instead = near === undefined ? `choose from ${all.join(', ')}` : `did you mean ${near}?`;
      return notUnderstood(`--expand: there is no "${word}"; ${instead}`);
    }
    expansions.push(found.name);
  }
  return understood(expansions);
}

/** What the API server takes for a role, less what a shell or a reader would stumble over. As ValidateRBACName at v1.36. */
const ROLE_NAME = /^(?!\.{1,2}$)[\w.:@-]{1,253}$/;

export function nameFlag(args: ParsedArgs): Understood<string | undefined> {
  const name = args.flags.get('name');
  return name === undefined || ROLE_NAME.test(name)
    ? understood(name)
    : notUnderstood(`--name takes letters, digits and the signs - _ . : @, at most 253, not "${name}"`);
}

/** `verb:delete`, `-user:x`, `(a OR b)`, `"text"`, `/regex/ `, nothing at all: no file is called so, unless it is there. */
const LOOKS_LIKE_QUERY = /^$|[\s"()]|^-?[\p{L}][\w.[\]-]*:/u;

/** The query may be left out: the first word is one if it looks so, and is no file. */
export function wordsOf(args: ParsedArgs): {readonly expr: string | undefined; readonly paths: readonly string[]} {
  const [first, ...rest] = args.positionals;
  const isPath = first === undefined || first === '-' || isRemote(first) || existsSync(first);
  const isQuery = !isPath && LOOKS_LIKE_QUERY.test(first);
  return isQuery ? {expr: first, paths: rest} : {expr: undefined, paths: args.positionals};
}

export const whereOf = (expr: string | undefined, args: ParsedArgs, io: Io, end?: Micros): Understood<Expr> =>
  requestsOnly(expr === undefined ? understood(EVERYTHING) : exprOf(expr, contextOf(args, io, end)));

/** Alerts beside the log tell of requests that are in it. */
const requestsOnly = (asked: Understood<Expr>): Understood<Expr> =>
  asked.ok ? understood(and(NO_ALERTS, asked.value)) : asked;
