// The timeline over the body: whose it is, what was gathered so far, what is known of credentials, and the lines of all that.

import {termFor} from '../../query/edit.ts';
import type {EventId} from '../../source/source.ts';
import {windowText} from '../time/window.ts';
import type {Zone} from '../time-text.ts';
import {type Gathered, type Identity, NOTHING_GATHERED, type Visit} from './gather.ts';
import {type Credential, type CredentialFact, type Uses, usesText} from './tokens.ts';

export type TimelineOverlay = {
  readonly kind: 'timeline';
  readonly identity: Identity;
  readonly scroll: {readonly cursor: number; readonly top: number};
  readonly gathered: Gathered;
  /** Rows there are of it, where that is told. */
  readonly total: number | undefined;
  /** All rows were gathered, or as many as are at most. */
  readonly done: boolean;
  /** Events still to be read for their credentials. */
  readonly toRead: readonly EventId[];
  readonly facts: readonly CredentialFact[];
  /** Events that could not be read. */
  readonly unread: number;
  /** Credentials whose uses are still to be asked for. */
  readonly toFollow: readonly Credential[];
  readonly followed: readonly {readonly of: Credential; readonly uses: Uses; readonly done: boolean}[];
  /** The timeline that this one was opened from. */
  readonly from: TimelineOverlay | undefined;
  /** Events of the log when what is shown began to be gathered. */
  readonly events: number;
  /** What has come since makes another one: it is gathered behind the one that is shown. */
  readonly renewed: {readonly gathered: Gathered; readonly events: number} | undefined;
  /** Why it stopped. */
  readonly failed: string | undefined;
};

export const emptyTimeline = (
  identity: Identity,
  from: TimelineOverlay | undefined,
  events: number,
): TimelineOverlay => ({
  kind: 'timeline',
  identity,
  scroll: {cursor: 0, top: 0},
  gathered: NOTHING_GATHERED,
  total: undefined,
  done: false,
  toRead: [],
  facts: [],
  unread: 0,
  toFollow: [],
  followed: [],
  from,
  events,
  renewed: undefined,
  failed: undefined,
});

/** What a line of it stands for; a line of words stands for nothing. */
export type Entry =
  | {readonly kind: 'visit'; readonly visit: Visit}
  | {readonly kind: 'credential'; readonly of: Credential; readonly ip?: string}
  | {readonly kind: 'words'};

/** The filter that keeps what a line stands for. */
export function filterOf(entry: Entry, zone: Zone): string | undefined {
  switch (entry.kind) {
    case 'words':
      return undefined;
    case 'credential':
      return usesText(entry.of, entry.ip);
    case 'visit': {
      const {user, ip, agent, first, last} = entry.visit;
      const or = (value: string): string | undefined => (value === '' ? undefined : value);
      return [
        termFor('user.username', or(user), true),
        termFor('sourceIP', or(ip), true),
        termFor('userAgent', or(agent), true),
        windowText({from: first.time, to: last.time + 1}, zone),
      ].join(' ');
    }
  }
}

/** The other of user and source IP that a line names. */
export function otherOf({by}: Identity, entry: Entry): Identity | undefined {
  const [user, ip] =
    entry.kind === 'visit'
      ? [entry.visit.user, entry.visit.ip]
      : entry.kind === 'credential'
        ? [entry.of.user, entry.ip ?? '']
        : ['', ''];
  const other: Identity = by === 'user' ? {by: 'ip', value: ip} : {by: 'user', value: user};
  return other.value === '' ? undefined : other;
}
