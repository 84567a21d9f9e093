// `audit-tui verify`: was a given action recorded, at which level and with which bodies; if not, why it may not have been.
import {formatMicroTime, type Micros, parseDuration} from '../audit/time.ts';
import {visible, visibleJson} from '../audit/visible.ts';
import {type Examination, examine, isFound} from '../host/examine.ts';
import {ownLog} from '../host/own-log.ts';
import {wrapped} from '../host/report.ts';
import {and, type Expr, mentions, NO_ALERTS} from '../query/ast.ts';
import {parseTime} from '../query/times.ts';
import {openLocal} from '../source/open.ts';
import type {Source, View} from '../source/source.ts';
import {choiceFlag, contextOf, exprOf, notUnderstood, type Understood, understood} from './context.ts';
import {EXIT} from './exit.ts';
import type {ParsedArgs} from './flags.ts';
import {isHopeless, loaded, tellProblems} from './input.ts';
import {complain, type Io} from './io.ts';
import {nodeRoot, noLogText} from './no-path.ts';
import {loadPolicy} from './policy-file.ts';
import {recordedJson, recordedText} from './verify-text.ts';
import {awaited, deadlineIn, seen, settled} from './verify-wait.ts';
import {HA, inVain, logReason, type NamedPolicy, nearMisses, offReason, policyReason, safeLines} from './verify-why.ts';
import {strangeWords} from './verify-words.ts';

/** What was there so long before is loaded too: for the answer of a request that was just received. */
const LEAD = 60e6;

type Wanted = {
  readonly expr: Expr;
  readonly withinMs: number;
  readonly since: Micros | undefined;
  readonly output: 'text' | 'json';
};

function understand(args: ParsedArgs, io: Io): Understood<Wanted> {
  const expr = exprOf(args.positionals[0]!, contextOf(args, io));
  if (!expr.ok) return expr;
  const output = choiceFlag(args, 'output', ['text', 'json']);
  if (!output.ok) return output;
  const given = args.flags.get('within') ?? '60s';
  const within = parseDuration(given);
  if (within === undefined || within < 0 || within > 86_400e6) {
    return notUnderstood(`--within takes a time such as 60s or 5m, at most a day, not "${visible(given)}"`);
  }
  const said = args.flags.get('since');
  const since = said === undefined ? undefined : parseTime(said, contextOf(args, io))?.from;
  if (said !== undefined && since === undefined) {
    return notUnderstood(`--since takes a time such as 15m (ago), 10:30 or 2026-11-20T10:00Z, not "${visible(said)}"`);
  }
  if (within === 0 && since === undefined)
    return notUnderstood('--within 0s waits for nothing: add --since to look back');
  return understood({expr: expr.value, withinMs: within / 1000, since, output: output.value});
}

type Place = {
  readonly kind: 'log';
  readonly paths: readonly string[];
  /** Of this node, where the log is its own. */
  readonly examination?: Examination;
  readonly policy?: NamedPolicy;
};

/** Nothing is recorded on this node, so that nothing can come: one sentence. */
type Off = {readonly kind: 'off'; readonly reason: string};

/** The log to look at, and the policy that it was written under, as far as that is known. */
async function placeOf(args: ParsedArgs, io: Io): Promise<Understood<Place | Off>> {
  const root = nodeRoot(args, io);
  const now = io.now() / 1000;
  const paths = args.positionals.slice(1);
  const own = paths.length === 0 && !io.stdinHasData ? ownLog(root, now) : undefined;
  const examination = examine(root, {now});
  if (own?.kind === 'none') {
    if (own.isDenied || !isFound(examination)) return notUnderstood(noLogText(own, root));
    return understood({kind: 'off', reason: offReason(examination) ?? own.why});
  }
  const given = paths.length > 0 ? paths : own === undefined ? ['-'] : [own.path];
  const node = examination.facts.log?.nodePath;
  const real = node === undefined ? undefined : root.real(node);
  const isOwn = real?.ok === true && given.some(path => path === real.value || path === node);
  const named = args.flags.get('policy');
  if (named !== undefined) {
    const loadedPolicy = await loadPolicy(named);
    if (!loadedPolicy.ok) return loadedPolicy;
    return understood({
      kind: 'log',
      paths: given,
      policy: {file: named, policy: loadedPolicy.value.policy},
      ...(isOwn ? {examination} : {}),
    });
  }
  if (!isOwn) return understood({kind: 'log', paths: given});
  const {nodePath, read} = examination.facts.policy ?? {};
  const policy =
    nodePath === undefined || read?.policy === undefined ? {} : {policy: {file: nodePath, policy: read.policy}};
  return understood({kind: 'log', paths: given, examination, ...policy});
}

/** A line that is written over, on a terminal; nothing elsewhere. */
function progress(io: Io, query: string) {
  let isShown = false;
  return {
    async show(leftMs: number, came: number) {
      if (!io.err.isTerminal) return;
      const events = `${came.toLocaleString('en-US')} ${came === 1 ? 'event' : 'events'} came`;
      const text = `waiting ${Math.max(0, Math.ceil(leftMs / 1000))}s more, ${events} so far; for ${visible(query)}`;
      await io.err.write(`\r\x1b[K${text.slice(0, (io.err.columns ?? 80) - 1)}`);
      isShown = true;
    },
    async clear() {
      if (isShown) await io.err.write('\r\x1b[K');
      isShown = false;
    },
  };
}

async function search(source: Source, wanted: Wanted, args: ParsedArgs, io: Io, place: Place): Promise<number> {
  const isStream = place.paths.includes('-');
  if (!isStream) await loaded(source);
  if (isHopeless(source.about())) {
    await tellProblems(source, io);
    return EXIT.error;
  }
  const view: View = {
    where: and(NO_ALERTS, wanted.expr),
    stages: 'all',
    ...(wanted.since === undefined ? {} : {from: wanted.since}),
  };
  const before = wanted.since === undefined && !isStream ? await seen(source, view) : undefined;
  const had = source.about().events;
  const start = performance.now();
  // Who waits is told at once what speaks against it, and may be right all the same.
  if (wanted.withinMs > 0)
    for (const line of inVain(wanted.expr, place.policy)) await io.err.write(`audit-tui: ${line}\n`);
  const left = deadlineIn(wanted.withinMs);
  const bar = progress(io, args.positionals[0]!);
  const row = await awaited(source, view, before, left, () => bar.show(left(), source.about().events - had));
  await bar.clear();
  if (row !== undefined) {
    const recorded = await settled(source, row, !mentions(wanted.expr, 'stage'));
    await io.out.write(
      wanted.output === 'json'
        ? `${visibleJson(JSON.stringify(recordedJson(recorded, place.policy)))}\n`
        : recordedText(recorded, place.policy),
    );
    return EXIT.found;
  }
  const waited = {came: source.about().events - had, waitedMs: performance.now() - start};
  return notRecorded(source, wanted, waited, io, place);
}

async function notRecorded(
  source: Source,
  wanted: Wanted,
  waited: {readonly came: number; readonly waitedMs: number},
  io: Io,
  place: Place,
): Promise<number> {
  const {expr, since, withinMs} = wanted;
  const from = since ?? io.now() - withinMs * 1000 - LEAD;
  const strange = strangeWords(expr);
  const reasons = safeLines([
    offReason(place.examination),
    ...strange,
    place.policy === undefined || strange.length > 0 ? undefined : policyReason(expr, place.policy),
    logReason(
      withinMs > 0 ? waited : {...waited, waitedMs: 0},
      place.paths.map(path => (path === '-' ? 'standard input' : path)).join(', '),
    ),
    ...(await nearMisses(source, expr, {from})),
    place.examination === undefined ? undefined : HA,
  ]);
  const when = [
    ...(since === undefined ? [] : [`since ${formatMicroTime(since).slice(0, 19)}Z`]),
    ...(withinMs > 0 ? [`within ${secondsText(withinMs)}`] : []),
  ].join(' or ');
  return tellNot(wanted, io, when === '' ? '' : ` ${when}`, reasons);
}

/** `reasons` are safe for a terminal. @returns the exit code */
async function tellNot({output}: Wanted, io: Io, when: string, reasons: readonly string[]): Promise<number> {
  await io.out.write(
    output === 'json'
      ? `${visibleJson(JSON.stringify({recorded: false, reasons}))}\n`
      : [`Not recorded${when}.`, ...reasons.map(reason => wrapped(reason, 2)), ''].join('\n'),
  );
  return EXIT.none;
}

const secondsText = (ms: number): string => `${Math.round(ms / 100) / 10}s`;

export async function verify(args: ParsedArgs, io: Io): Promise<number> {
  const wanted = understand(args, io);
  if (!wanted.ok) return complain(wanted.message, io);
  const place = await placeOf(args, io);
  if (!place.ok) return complain(place.message, io);
  if (place.value.kind === 'off') return tellNot(wanted.value, io, '', [visible(place.value.reason)]);
  const found = place.value;
  // What ended before matters to nobody; what comes is read as it is written.
  const since = wanted.value.since ?? io.now() - LEAD;
  const source = await openLocal(found.paths, {follow: true, since, rotated: wanted.value.since !== undefined});
  try {
    return await search(source, wanted.value, args, io, found);
  } finally {
    await source.close();
  }
}
