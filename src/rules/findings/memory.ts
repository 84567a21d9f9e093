// What the rules with a memory go by: what was seen of identities, refusals, tokens, pods and bindings, window by window.
import type {Micros} from '../../audit/time.ts';
import type {EventId, Note} from '../../source/source.ts';
import type {Credentials} from './credentials.ts';
import type {Granted} from './rights.ts';
import type {Seen} from './seen.ts';
import type {Traits} from './wish-rows.ts';
import type {Wishes} from './wishes.ts';
import type {WrittenRows} from './written-rows.ts';

/** One address and program of an identity. */
export type Place = Seen & {readonly ip: string; readonly agent: string};

/** One kind of request of an identity. */
export type Wish = Seen & Traits;

/** A moment at which somebody did something to something. */
export type Moment = {
  readonly user: string;
  readonly ip: string;
  readonly time: Micros;
  readonly id: EventId;
  readonly ns: string;
  readonly name: string;
};

/** The first of several, and when the last of them was. */
export type FirstMoment = Moment & {readonly last: Micros};

/** A token that was made for a service account. */
export type Token = Moment & {
  /** The user that it logs in as. */
  readonly account: string;
  /** `JTI=…`; undefined in logs of old API servers. */
  readonly credential: string | undefined;
};

/** A pod that is as good as its node, or what makes such pods. */
export type PowerfulPod = Moment & {
  /** How the names of its pods begin, where the log does not tell the name. */
  readonly prefix: string | undefined;
  /** Whether a query by the pod's name finds the event. */
  readonly isNamed: boolean;
};

/** Moments by a name. */
export type NamedMoments = Iterable<readonly [string, readonly Moment[]]> & {
  readonly get: (name: string) => readonly Moment[] | undefined;
};

export type Memory = {
  /** By user, then by address and agent. */
  readonly users: ReadonlyMap<string, ReadonlyMap<string, Place>>;
  /** By user, verb, resource, subresource and namespace. */
  readonly refused: {readonly values: () => Iterable<Wish>};
  /** The same by the identity that the authorizer was asked about, and with names; and of these what was allowed. */
  readonly wishes: Wishes;
  /** Logins that failed, by address. */
  readonly logins: NamedMoments;
  /** By user. */
  readonly deletions: NamedMoments;
  /** Those of pods, jobs and leases by service accounts, which come and go all day where jobs run. */
  readonly podDeletions: NamedMoments;
  /** Secrets read by name, by user; each the first time. */
  readonly secrets: Iterable<readonly [string, readonly FirstMoment[]]>;
  readonly tokens: readonly Token[];
  readonly pods: readonly PowerfulPod[];
  /** Streams into containers. */
  readonly execs: readonly Moment[];
  /** Roles and bindings that were written, and what they allowed. */
  readonly written: WrittenRows;
  readonly granted: readonly Granted[];
  /** Whether the authorizer's reasons are in the log, of anything. */
  readonly hasReasons: boolean;
  /** Service accounts deleted and created, by the user that they are; all of a namespace as a user without a name. */
  readonly deleted: NamedMoments;
  readonly created: NamedMoments;
  readonly notes: readonly Note[];
  readonly extent: {readonly from: Micros; readonly to: Micros};
  /** Where each credential of the accounts was used of which it matters. */
  readonly credentials: Credentials;
  /** Requests of a user from a moment on, by address. */
  readonly requestsOf: (user: string, from: Micros) => Promise<readonly (Seen & {readonly ip: string})[]>;
  /** The last event up to a moment, and the first from another one on, as far as they are there. */
  readonly beside: (until: Micros, from: Micros) => Promise<readonly EventId[]>;
  /** Lets keys come between, when it has worked for long enough. */
  readonly pause: () => Promise<void>;
  /** Whether a request is on the list of what is allowed. */
  readonly isAllowed: (
    rule: string,
    traits: {readonly user?: string; readonly namespace?: string; readonly address?: string},
  ) => boolean;
};
