// The memory of tokens that were made for service accounts.
import type {AuditEvent} from '../../audit/event.ts';
import {leavesOf} from '../../query/read.ts';
import type {Columns, RowColumns} from '../../source/columns.ts';
import type {Asking} from './ask.ts';
import type {Token} from './memory.ts';
import {Moments} from './moments.ts';
import {accountOf} from './written-rights.ts';

const ISSUED = ['annotations', 'authentication.kubernetes.io/issued-credential-id'];

/** Of a credential id, about. */
const CREDENTIAL_BYTES = 72;

const credentialIn = (event: AuditEvent): string | undefined =>
  leavesOf(ISSUED, event).find(leaf => typeof leaf === 'string');

/** A class because moments and credentials have the same numbers. */
export class Tokens {
  readonly #moments: Moments;
  readonly #credentials: (string | undefined)[] = [];
  readonly #most: number;

  constructor(columns: Columns, most: number) {
    this.#moments = new Moments(columns);
    this.#most = most;
  }

  /** @param rows whose cells are MOMENT */
  async take(asking: Asking, rows: RowColumns): Promise<void> {
    const left = Math.min(rows.events.length, this.#most - this.#moments.size);
    const places = Array.from({length: left}, (_, row) => row);
    for await (const [row, event] of asking.eachWith(places, place => asking.columns.id(rows.events[place]!))) {
      this.#moments.push(rows, row);
      this.#credentials.push(event === undefined ? undefined : credentialIn(event));
    }
  }

  get bytes(): number {
    return this.#moments.bytes + this.#credentials.length * CREDENTIAL_BYTES;
  }

  all(): readonly Token[] {
    return this.#credentials.map((credential, place) => {
      const moment = this.#moments.at(place);
      return Object.assign(moment, {account: accountOf(moment.ns, moment.name), credential});
    });
  }
}
