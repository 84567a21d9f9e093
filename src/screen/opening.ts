// What the explorer begins with: the session of the first frame, made of what was asked for on the command line, in the config file
// and when the log was left the last time.
import type {Settings} from '../rules/findings/settings.ts';
import type {SavedFilter} from '../session/config/config.ts';
import {NO_POLICY, type PolicyPane} from '../session/panes/policy.ts';
import {initialSession, type Session} from '../session/session.ts';
import {restored, type SavedState} from '../session/state/state.ts';
import type {Invocation, Save, SaveFilter} from '../session/take/take.ts';
import type {Zone} from '../session/time-text.ts';
import {applyFilter} from '../session/update/filter.ts';
import type {Source} from '../source/source.ts';
import type {Bundles} from './take.ts';
import {lookFor, type Wanted} from './theme.ts';

export type ExploreOptions = {
  /** To begin with; must parse. */
  readonly filter?: string;
  readonly zone?: Zone;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Colours and symbols, as far as they were chosen. */
  readonly look?: Wanted;
  readonly take?: TakeOptions;
  /** Said below until the first key. */
  readonly notice?: string;
  /** Called once, when the first frame has been written. */
  readonly drawn?: () => void;
  /** Finds what events are explained by; called after the first frame. */
  readonly policy?: () => Promise<PolicyPane>;
  /** How findings are set. */
  readonly findings?: Settings;
};

/** What only cli can do or know for taking evidence along. */
export type TakeOptions = {
  readonly save?: Save;
  readonly saveFilter?: SaveFilter;
  readonly bundles?: Bundles;
  /** As it was left the last time. */
  readonly state?: SavedState;
  /** Called when the explorer is left, if sessions are kept. @returns what went wrong, in one sentence */
  readonly keep?: (state: SavedState | undefined) => Promise<string | undefined>;
  readonly invocation?: Invocation;
  /** From the config file. */
  readonly filters?: readonly SavedFilter[];
  /** Why the config file was not used. */
  readonly problem?: string;
};

/** The session with what it was started with. */
function equipped(session: Session, {invocation, filters, problem, keep}: TakeOptions = {}): Session {
  const take = {
    ...session.take,
    invocation: invocation ?? session.take.invocation,
    own: filters ?? [],
    keeps: keep !== undefined,
  };
  const notice = problem === undefined ? session.notice : ({text: problem, style: 'warn'} as const);
  return {...session, take, notice};
}

/** What is told already stays. */
const withNotice = (session: Session, text: string | undefined): Session =>
  text === undefined || session.notice !== undefined ? session : {...session, notice: {text, style: 'dim'}};

/** `size` is that of the terminal, in cells. */
export function openingSession(
  source: Source,
  size: {readonly columns: number; readonly rows: number},
  env: Readonly<Record<string, string | undefined>>,
  options: ExploreOptions,
): Session {
  const now = Date.now() * 1000;
  const empty: Session = {
    ...initialSession(size, source.about(), now, options.zone),
    look: lookFor(options.look ?? {}, env),
    ...(options.findings === undefined ? {} : {findings: {settings: options.findings, left: undefined}}),
  };
  const {state} = options.take ?? {};
  const hasFilter = options.filter !== undefined && options.filter !== '';
  const first = equipped(state === undefined ? empty : restored(empty, state, hasFilter), options.take);
  const started = hasFilter ? applyFilter(first, options.filter ?? '').session : first;
  const policy: PolicyPane =
    options.policy === undefined ? NO_POLICY : {kind: 'none', why: 'Looking for the audit policy…'};
  return withNotice({...started, detail: {...started.detail, policy}}, options.notice);
}
