// `audit-tui policy simulate`: what a policy would have logged of what is in a log.

import {redactValue} from '../audit/redact.ts';
import type {Micros} from '../audit/time.ts';
import {visible, visibleJson} from '../audit/visible.ts';
import {and, type Expr, NO_ALERTS} from '../query/ast.ts';
import {aDay, blindSpots, type Simulation, simulate} from '../rules/policy/simulate.ts';
import {classesOf} from '../rules/policy/simulate-classes.ts';
import {type About, TIME_ORDER, type View} from '../source/source.ts';
import {choiceFlag, contextOf, countFlag, exprOf, type Understood, understood} from './context.ts';
import {EXIT} from './exit.ts';
import type {ParsedArgs} from './flags.ts';
import {isHopeless, tellCost, tellProblems, whole, withSource} from './input.ts';
import {complain, type Io} from './io.ts';
import {type LoadedPolicy, loadPolicy} from './policy-file.ts';
import {simulationNotes, simulationText} from './policy-simulate-text.ts';
import {wrapLine} from './policy-wrap.ts';

/** Spenders in a table, unless asked otherwise. */
const TABLE_LIMIT = 15;

/** Events kept of each class for being weighed: as many as are weighed of a kind, so that a kind of one class is well spread. */
export const SAMPLES = 16;

/** A policy that a flag names; undefined without the flag. */
export async function policyFlag(args: ParsedArgs, name: string): Promise<Understood<LoadedPolicy | undefined>> {
  const file = args.flags.get(name);
  return file === undefined ? understood(undefined) : loadPolicy(file);
}

export async function tellNotes(policies: readonly (LoadedPolicy | undefined)[], io: Io): Promise<void> {
  for (const note of policies.flatMap(policy => policy?.notes ?? [])) await io.err.write(`audit-tui: ${note}\n`);
}

function jsonText(
  simulation: Simulation,
  notes: readonly string[],
  against: LoadedPolicy | undefined,
  limit: number,
): string {
  const {would, before, span, spenders, ...rest} = simulation;
  const value = {
    log: rest.log,
    spanSeconds: span / 1e6,
    before: {...before, bytesADay: aDay(before.bytes, span) ?? null},
    would: {...would, bytesADay: aDay(would.bytes, span) ?? null},
    rules: rest.rules,
    neverMatched: rest.neverMatched,
    changes: rest.changes,
    spenders: spenders.slice(0, limit).map(one => ({
      ...one,
      user: one.user === null ? null : redactValue(one.user),
      resource: redactValue(one.resource),
    })),
    unexplained: against === undefined ? null : rest.unexplained,
    receivedMissing: rest.receivedMissing,
    inForce: against === undefined ? null : blindSpots(against.policy),
    notes,
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** How long the log is, or the part of it that the query leaves. */
export function spanOf(extent: About['extent'], where: Expr): Micros {
  if (extent === undefined) return 0;
  let {from, to} = extent;
  for (const term of where.kind === 'and' ? where.of : [where]) {
    if (term.kind !== 'time') continue;
    from = Math.max(from, term.from ?? from);
    to = Math.min(to, term.to ?? to);
  }
  return Math.max(0, to - from);
}

export async function policySimulate(args: ParsedArgs, io: Io): Promise<number> {
  const [file, ...paths] = args.positionals;
  const format = choiceFlag(args, 'output', ['table', 'json']);
  if (!format.ok) return complain(format.message, io);
  const limit = countFlag(args, 'limit', format.value === 'table' ? TABLE_LIMIT : 0);
  if (!limit.ok) return complain(limit.message, io);
  const most = limit.value === 0 ? Number.POSITIVE_INFINITY : limit.value;
  const policy = await loadPolicy(file!);
  if (!policy.ok) return complain(policy.message, io);
  const against = await policyFlag(args, 'against');
  if (!against.ok) return complain(`--against: ${against.message}`, io);
  const text = args.flags.get('where') ?? '';
  const checked = exprOf(text, contextOf(args, io));
  if (!checked.ok) return complain(checked.message, io);
  await tellNotes([policy.value, against.value], io);
  return withSource(paths, args, io, async source => {
    await tellCost(source, io);
    const where = await whole(source, end => exprOf(text, contextOf(args, io, end)));
    if (!where.ok) return complain(where.message, io);
    const view: View = {where: and(NO_ALERTS, where.value), stages: 'all'};
    const {total} = await source.rows(view, {order: TIME_ORDER, limit: 0, cells: []});
    const failed = await tellProblems(source, io);
    const {extent, name} = source.about();
    if (isHopeless(source.about())) return EXIT.error;
    if (total === 0) {
      await io.err.write('audit-tui: no event matches\n');
      return failed ? EXIT.error : EXIT.none;
    }
    const policies = [policy.value.policy, ...(against.value === undefined ? [] : [against.value.policy])];
    const simulation = await simulate({
      source,
      classes: await classesOf(source, view, policies, SAMPLES),
      policy: policy.value.policy,
      ...(against.value === undefined ? {} : {against: against.value.policy}),
      span: spanOf(extent, where.value),
    });
    const notes = simulationNotes(simulation, against.value?.policy);
    if (format.value === 'json') {
      const json = jsonText(simulation, notes, against.value, most);
      await io.out.write(io.out.isTerminal ? visibleJson(json) : json);
    } else {
      const options = {
        policy: policy.value,
        log: name,
        limit: most,
        ...(against.value === undefined ? {} : {against: against.value}),
      };
      const {columns: width} = io.out;
      await io.out.write(simulationText(simulation, {...options, ...(width === undefined ? {} : {width})}));
      await io.out.write(
        notes
          .flatMap(note => wrapLine(visible(note), width))
          .map(line => `${line}\n`)
          .join(''),
      );
    }
    return failed ? EXIT.error : EXIT.found;
  });
}
