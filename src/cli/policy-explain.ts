// `audit-tui policy explain`: which rule of a policy decides about an event or a request, and why the rules before it do not.
import {existsSync} from 'node:fs';
import {visible, visibleJson} from '../audit/visible.ts';
import {itemsOf} from '../export/items.ts';
import {and, NO_ALERTS} from '../query/ast.ts';
import {attributesOf, parseRequest} from '../rules/policy/attributes.ts';
import {evaluate} from '../rules/policy/evaluate.ts';
import {explain, recordOf} from '../rules/policy/explain.ts';
import {type Block, blocksOf} from '../rules/policy/explain-blocks.ts';
import {requestText} from '../rules/policy/explain-text.ts';
import {classesOf} from '../rules/policy/simulate-classes.ts';
import {type Source, TIME_ORDER, type View} from '../source/source.ts';
import {choiceFlag, contextOf, countFlag, exprOf} from './context.ts';
import {EXIT} from './exit.ts';
import type {ParsedArgs} from './flags.ts';
import {isHopeless, tellProblems, whole, withSource} from './input.ts';
import {complain, type Io} from './io.ts';
import {blocksText, requestBlock} from './policy-explain-text.ts';
import {type LoadedPolicy, loadPolicy} from './policy-file.ts';
import {isRemote} from './remote-path.ts';

/** Blocks of text, unless asked otherwise. */
const TEXT_LIMIT = 10;

/** Written at a time, in characters. */
const BLOCK = 1 << 14;

const json = (value: unknown, io: Io): string => {
  const text = `${JSON.stringify(value)}\n`;
  return io.out.isTerminal ? visibleJson(text) : text;
};

async function explainRequest(policy: LoadedPolicy, text: string, format: string, io: Io): Promise<number> {
  const parsed = parseRequest(text);
  if (!parsed.ok) return complain(visible(`--request: ${parsed.message}`), io);
  const explanation = explain(policy.policy, parsed.attributes);
  await io.out.write(
    format === 'jsonl'
      ? json(recordOf(explanation.decision), io)
      : requestBlock(policy, requestText(parsed.attributes), explanation, io.out.columns),
  );
  return EXIT.found;
}

/** A line for each event, in the order of time. @returns how many */
async function printRecords(source: Source, view: View, policy: LoadedPolicy, limit: number, io: Io): Promise<number> {
  const lost: string[] = [];
  const listing = {view, order: TIME_ORDER, cells: [], events: true};
  let given = 0;
  let held = '';
  for await (const {detail} of itemsOf(source, listing, {limit, unreadable: reason => lost.push(reason)})) {
    if (detail?.event.level === undefined) continue;
    const decision = evaluate(policy.policy, attributesOf(detail.event));
    held += json(recordOf(decision, detail.event), io);
    given++;
    if (held.length < BLOCK) continue;
    await io.out.write(held);
    held = '';
  }
  await io.out.write(held);
  if (lost[0] !== undefined) {
    const events = lost.length === 1 ? 'one event' : `${lost.length} events`;
    await io.err.write(`audit-tui: ${events} could not be read: ${visible(lost[0])}\n`);
  }
  return given;
}

/** The blocks that are shown are told of an event of theirs, with all that it has. */
async function withExamples(source: Source, {policy}: LoadedPolicy, blocks: readonly Block[], limit: number) {
  return Promise.all(
    blocks.map(async (block, at): Promise<Block> => {
      const [id] = block.example.samples;
      const detail = at < limit && id !== undefined ? await source.event(id).catch(() => undefined) : undefined;
      if (detail === undefined) return block;
      const attributes = attributesOf(detail.event);
      return {...block, example: {...block.example, attributes}, explanation: explain(policy, attributes)};
    }),
  );
}

/** Without EXPR the first path stands in its place. */
function missingQuery(expr: string | undefined, paths: readonly string[]): string | undefined {
  if (expr === undefined)
    return "EXPR is missing: say which events, as 'verb:delete' or '' for all, or give a --request.";
  if (paths.length > 0 || !(existsSync(expr) || isRemote(expr))) return undefined;
  return `"${expr}" stands where the query goes; for all of its events write '' before it.`;
}

export async function policyExplain(args: ParsedArgs, io: Io): Promise<number> {
  const [file, expr, ...paths] = args.positionals;
  const format = choiceFlag(args, 'output', ['text', 'jsonl']);
  if (!format.ok) return complain(format.message, io);
  const limit = countFlag(args, 'limit', format.value === 'text' ? TEXT_LIMIT : 0);
  if (!limit.ok) return complain(limit.message, io);
  const most = limit.value === 0 ? Number.POSITIVE_INFINITY : limit.value;
  const policy = await loadPolicy(file!);
  if (!policy.ok) return complain(policy.message, io);
  for (const note of policy.value.notes) await io.err.write(`audit-tui: ${note}\n`);
  const request = args.flags.get('request');
  if (request !== undefined) {
    if (expr !== undefined) return complain('--request needs no query and no log: leave one of them out.', io);
    return explainRequest(policy.value, request, format.value, io);
  }
  const missing = missingQuery(expr, paths);
  if (missing !== undefined) return complain(visible(missing), io);
  const checked = exprOf(expr!, contextOf(args, io));
  if (!checked.ok) return complain(checked.message, io);
  return withSource(paths, args, io, async source => {
    const where = await whole(source, end => exprOf(expr!, contextOf(args, io, end)));
    if (!where.ok) return complain(where.message, io);
    const view: View = {where: and(NO_ALERTS, where.value), stages: 'all'};
    const {total} = await source.rows(view, {order: TIME_ORDER, limit: 0, cells: []});
    const failed = await tellProblems(source, io);
    if (isHopeless(source.about())) return EXIT.error;
    if (format.value === 'jsonl') await printRecords(source, view, policy.value, most, io);
    else if (total === 0) await io.err.write('audit-tui: no event matches\n');
    else {
      const found = blocksOf(policy.value.policy, await classesOf(source, view, [policy.value.policy], 1));
      const blocks = await withExamples(source, policy.value, found, most);
      await io.out.write(blocksText(policy.value, blocks, most, io.out.columns));
    }
    return failed ? EXIT.error : total > 0 ? EXIT.found : EXIT.none;
  });
}
