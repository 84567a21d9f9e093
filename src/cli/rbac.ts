import {visible, visibleJson} from '../audit/visible.ts';
import {type Expr, NO_ALERTS} from '../query/ast.ts';
import {nearest} from '../query/nearest.ts';
import {type Collected, collect} from '../rules/rbac/collect.ts';
import {type Expansion, grantsFor} from '../rules/rbac/grants.ts';
import {boundRoles} from '../rules/rbac/objects.ts';
import {rolesJson, rolesYaml} from '../rules/rbac/print.ts';
import {type Subject, subjectText, userNameOf} from '../rules/rbac/subject.ts';
import type {About, Source} from '../source/source.ts';
import {choiceFlag} from './context.ts';
import {EXIT} from './exit.ts';
import type {ParsedArgs} from './flags.ts';
import {isHopeless, tellCost, tellProblems, whole, withSource} from './input.ts';
import {complain, type Io, type Out} from './io.ts';
import {expandFlag, nameFlag, subjectFlag, whereOf, wordsOf} from './rbac-input.ts';
import {seenHead} from './rbac-text.ts';

type Asked = {
  readonly subject: Subject;
  readonly expansions: readonly Expansion[];
  readonly name: string | undefined;
  readonly format: 'yaml' | 'json';
  readonly denied: boolean;
  readonly reveal: boolean;
  /** Some requests were asked for, not all. */
  readonly isQuery: boolean;
};

function understand(args: ParsedArgs): Asked | string {
  const format = choiceFlag(args, 'output', ['yaml', 'json']);
  if (!format.ok) return format.message;
  const subject = subjectFlag(args);
  if (!subject.ok) return subject.message;
  if (subject.value === undefined)
    return 'whose requests? Name a --user, a --serviceaccount or a --group; audit-tui top --by user tells who there is.';
  const expansions = expandFlag(args);
  if (!expansions.ok) return expansions.message;
  const name = nameFlag(args);
  if (!name.ok) return name.message;
  return {
    subject: subject.value,
    expansions: expansions.value,
    name: name.value,
    format: format.value,
    denied: args.flags.has('denied'),
    reveal: args.flags.has('reveal'),
    isQuery: wordsOf(args).expr !== undefined,
  };
}

/** Users or groups that are compared with a name that is not there. */
const MOST_NAMES = 10_000;

/** Why there are no rules: one sentence, not yet safe for a terminal. */
async function nothingFor(
  source: Source,
  subject: Subject,
  isAsked: boolean,
  {counts, acting, notes}: Collected,
): Promise<string> {
  const {refused, unknown} = counts;
  if (refused > 0)
    return `nothing that ${subjectText(subject)} asked for was allowed; --denied covers the ${refused} refused`;
  if (unknown > 0) return `the log does not say of any request of ${subjectText(subject)} whether it was allowed`;
  if (acting > 0 || notes.length > 0) return `no rule for ${subjectText(subject)}: ${notes.join('; ')}`;
  const fields =
    subject.kind === 'Group' ? (['user.groups'] as const) : (['user.username', 'impersonatedUser.username'] as const);
  const {facets} = await source.facets({where: NO_ALERTS, stages: 'latest'}, fields, MOST_NAMES);
  const names = facets.flatMap(({values}) => values.flatMap(({value}) => value ?? []));
  const name = subject.kind === 'Group' ? subject.name : userNameOf(subject);
  if (names.includes(name) && isAsked)
    return `no request of ${subjectText(subject)} matches the query; without it there are some`;
  const near = names.includes(name) ? undefined : (nearest(name, names) ?? names.find(other => other.includes(name)));
  return `no request of ${subjectText(subject)} is in this log${near === undefined ? '' : `; did you mean "${near}"?`}`;
}

function printed(asked: Asked, collected: Collected, about: About, {isTerminal, columns}: Out): string {
  const grants = grantsFor(collected.seen, asked.expansions);
  const roles = boundRoles(grants, asked.subject, asked.name);
  if (asked.format === 'yaml') return rolesYaml(roles, seenHead(asked, collected, about, columns));
  const json = rolesJson(roles);
  return isTerminal ? visibleJson(json) : json;
}

async function printRules(source: Source, where: Expr, asked: Asked, io: Io): Promise<number> {
  const {subject, denied, reveal} = asked;
  const collected = await collect(source, where, subject, {denied, reveal});
  const failed = await tellProblems(source, io);
  const about = source.about();
  if (isHopeless(about)) return EXIT.error;
  if (collected.seen.length === 0) {
    await io.err.write(`audit-tui: ${visible(await nothingFor(source, subject, asked.isQuery, collected))}\n`);
    return failed ? EXIT.error : EXIT.none;
  }
  await io.out.write(printed(asked, collected, about, io.out));
  // YAML has them in its head.
  if (asked.format === 'json') for (const note of collected.notes) await io.err.write(`audit-tui: ${visible(note)}\n`);
  return failed ? EXIT.error : EXIT.found;
}

export async function rbac(args: ParsedArgs, io: Io): Promise<number> {
  if (args.flags.has('unused')) return (await import('./rbac-unused.ts')).rbacUnused(args, io);
  const asked = understand(args);
  if (typeof asked === 'string') return complain(asked, io);
  const {expr, paths} = wordsOf(args);
  const checked = whereOf(expr, args, io);
  if (!checked.ok) return complain(checked.message, io);
  return withSource(paths, args, io, async source => {
    await tellCost(source, io);
    const where = await whole(source, end => whereOf(expr, args, io, end));
    return where.ok ? printRules(source, where.value, asked, io) : complain(where.message, io);
  });
}
