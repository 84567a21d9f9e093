// `audit-tui policy suggest`: rules that make a log smaller, with what each saves and loses.

import {redactValue} from '../audit/redact.ts';
import {visible, visibleJson} from '../audit/visible.ts';
import {NO_ALERTS} from '../query/ast.ts';
import {classesOf} from '../rules/policy/simulate-classes.ts';
import {type Suggestions, suggest} from '../rules/policy/suggest.ts';
import {applied} from '../rules/policy/suggest-apply.ts';
import type {Source} from '../source/source.ts';
import {choiceFlag, countFlag} from './context.ts';
import {EXIT} from './exit.ts';
import type {ParsedArgs} from './flags.ts';
import {isHopeless, loaded, tellCost, tellProblems, withSource} from './input.ts';
import {complain, type Io} from './io.ts';
import {policyFlag, SAMPLES, tellNotes} from './policy-simulate.ts';
import {losesText, suggestionsText, titleOf, yamlOf} from './policy-suggest-text.ts';

const TEXT_LIMIT = 10;

/** What saves less of the bytes is not worth a rule. */
const LEAST_SHARE = 0.005;

function jsonText({suggestions, log, left}: Suggestions, limit: number): string {
  const list = suggestions.slice(0, limit).map(one => ({
    kind: one.kind,
    title: titleOf(one),
    saves: {
      events: one.events,
      bytes: one.bytes,
      share: log.bytes === 0 ? 0 : one.bytes / log.bytes,
      approx: one.approx,
    },
    loses: losesText(one),
    losses: one.losses.map(loss => ({...loss, user: redactValue(loss.user), resource: redactValue(loss.resource)})),
    before: one.before ?? null,
    yaml: yamlOf(one),
  }));
  return `${JSON.stringify({log, left, suggestions: list}, null, 2)}\n`;
}

/** Requests of which nothing but their arrival is in the log. */
async function unfinishedIn(source: Source): Promise<number> {
  const {tallies} = await source.tally({where: NO_ALERTS, stages: 'latest'}, ['stage'], 0);
  return tallies.find(({key}) => key[0] === 'RequestReceived')?.count ?? 0;
}

export async function policySuggest(args: ParsedArgs, io: Io): Promise<number> {
  const format = choiceFlag(args, 'output', ['text', 'json', 'policy']);
  if (!format.ok) return complain(format.message, io);
  const limit = countFlag(args, 'limit', format.value === 'text' ? TEXT_LIMIT : 0);
  if (!limit.ok) return complain(limit.message, io);
  const most = limit.value === 0 ? Number.POSITIVE_INFINITY : limit.value;
  const policy = await policyFlag(args, 'policy');
  if (!policy.ok) return complain(policy.message, io);
  const known = policy.value;
  if (format.value === 'policy' && known === undefined)
    return complain('-o policy puts the rules into a policy: name it with --policy.', io);
  await tellNotes([known], io);
  return withSource(args.positionals, args, io, async source => {
    await tellCost(source, io);
    await loaded(source);
    const failed = await tellProblems(source, io);
    if (isHopeless(source.about())) return EXIT.error;
    const policies = known === undefined ? [] : [known.policy];
    const found = await suggest({
      source,
      classes: await classesOf(source, {where: NO_ALERTS, stages: 'all'}, policies, SAMPLES, ['system:nodes']),
      ...(known === undefined ? {} : {policy: known.policy}),
      unfinished: await unfinishedIn(source),
      leastShare: LEAST_SHARE,
    });
    const none = found.suggestions.length === 0;
    if (format.value === 'json') {
      const json = jsonText(found, most);
      await io.out.write(io.out.isTerminal ? visibleJson(json) : json);
    } else if (format.value === 'policy') {
      const made = applied(known!.text, known!.policy, found.suggestions.slice(0, most));
      if (!made.ok) return complain(`${visible(known!.file)}: ${made.message}.`, io);
      await io.out.write(io.out.isTerminal ? made.text.split('\n').map(visible).join('\n') : made.text);
    } else if (none) await io.err.write('audit-tui: nothing in this log is noise that could be dropped\n');
    else await io.out.write(suggestionsText(found, known, most, io.out.columns));
    return failed ? EXIT.error : none ? EXIT.none : EXIT.found;
  });
}
