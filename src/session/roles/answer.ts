// The roles that somebody needs for what the log holds: what is asked of the source, and made of its answers.
import {grouped} from '../../audit/numbers.ts';
import type {Steps} from '../../audit/steps.ts';
import {visible} from '../../audit/visible.ts';
import {EVERYTHING, type Expr} from '../../query/ast.ts';
import {collect} from '../../rules/rbac/collect.ts';
import {grantSteps} from '../../rules/rbac/grants.ts';
import {boundSteps} from '../../rules/rbac/objects.ts';
import {yamlSteps} from '../../rules/rbac/print.ts';
import {requestsOf, type Subject, subjectText} from '../../rules/rbac/subject.ts';
import {seenSentences} from '../../rules/rbac/words.ts';
import {type Call, type Source, TIME_ORDER} from '../../source/source.ts';
import type {RolesAnswer, RolesAsk} from './ask.ts';

/** Requests that are looked at between two keys; of more the command makes roles. */
export const MOST_REQUESTS = 250_000;
/** Rules of more grants than these nobody reads on a screen. */
export const MOST_GRANTS = 5000;

/** Between two pauses, in milliseconds. */
const PIECE_MS = 5;

async function inPieces<T>(steps: Steps<T>, pause: () => Promise<void>): Promise<T> {
  for (let since = performance.now(); ; ) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() < since + PIECE_MS) continue;
    await pause();
    since = performance.now();
  }
}

const everyOf = (subject: Subject): Expr => {
  const {own, as, acting} = requestsOf(subject);
  return {kind: 'or', of: [own, acting, as]};
};

const refer = (why: string): string => `${why}: audit-tui rbac makes their roles without a screen.`;

/**
 * @param pause waited for between pieces of work, so that keys and frames come first
 * @throws Error of the source, or an AbortError once `call.signal` is aborted.
 */
export async function answerRoles(
  source: Source,
  ask: RolesAsk,
  call: Call,
  pause: () => Promise<void>,
): Promise<RolesAnswer> {
  const {subject, denied, expansions} = ask;
  const answer = (requests: number, head: readonly string[], yaml: string): RolesAnswer => ({
    ...{kind: 'roles', head: head.map(visible), yaml, requests},
  });
  const view = {where: everyOf(subject), stages: 'latest'} as const;
  const {total, partial} = await source.rows(view, {order: TIME_ORDER, limit: 0, cells: []}, call);
  if (partial !== undefined) return {...answer(total, [], ''), partial};
  const none = (text: string) => answer(total, [refer(text)], '');
  const tooMany = (count: number) =>
    none(`${grouped(count)} permissions are too many to be read here; x grants more in fewer rules`);
  if (total > MOST_REQUESTS) return none(`These are ${grouped(total)} requests, too many to be looked at here`);
  const stopOrPause = async () => {
    await pause();
    call.signal?.throwIfAborted();
  };
  const collected = await collect(source, EVERYTHING, subject, {denied, pause: stopOrPause});
  const sentences = seenSentences(ask, collected, source.about(), 'd');
  if (collected.seen.length === 0) {
    const nothing = `Nothing that ${subjectText(subject)} asked for is known to be allowed.`;
    return answer(total, [nothing, ...sentences.slice(2)], '');
  }
  // Few of so many would be the same.
  if (expansions.length === 0 && collected.seen.length > 4 * MOST_GRANTS) return tooMany(collected.seen.length);
  const grants = await inPieces(grantSteps(collected.seen, expansions), stopOrPause);
  if (grants.length > MOST_GRANTS) return tooMany(grants.length);
  const bound = await inPieces(boundSteps(grants, subject), stopOrPause);
  return answer(total, sentences, await inPieces(yamlSteps(bound, []), stopOrPause));
}
