// The memory of pods that are as good as their node, and of what makes such pods.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldValue} from '../../audit/fields.ts';
import {leavesOf} from '../../query/read.ts';
import type {Columns, RowColumns} from '../../source/columns.ts';
import type {PowerfulPod} from './memory.ts';
import {MOMENT, Moments} from './moments.ts';
import {TRAITS} from './seen.ts';

/** Where MOMENT and the resource stand among TRAITS. */
const PLACES = MOMENT.map(name => TRAITS.indexOf(name));
const NAME = TRAITS.indexOf('objectRef.name');
const RESOURCE = TRAITS.indexOf('objectRef.resource');

/** What columns do not tell of the name. */
type Named = Pick<PowerfulPod, 'name' | 'prefix'>;

/** Of a place in a set, and of names in a map, about. */
const PLACE_BYTES = 24;
const NAMED_BYTES = 250;

const textIn = (event: AuditEvent, ...path: readonly string[]): string | undefined =>
  leavesOf(path, event).find(leaf => typeof leaf === 'string');

/** With generateName only the answer tells the name; of what makes pods they have its name, and a dash. */
function namedIn(event: AuditEvent, isPod: boolean): Named {
  const name = textIn(event, 'responseObject', 'metadata', 'name') ?? '';
  if (!isPod) return {name, prefix: name === '' ? undefined : `${name}-`};
  return {name, prefix: name === '' ? textIn(event, 'requestObject', 'metadata', 'generateName') : undefined};
}

/** A class because moments and what is told of their names have the same numbers. */
export class PowerfulPods {
  readonly #resource: (code: number) => FieldValue;
  readonly #moments: Moments;
  /** Places of pods themselves. */
  readonly #pods = new Set<number>();
  readonly #named = new Map<number, Named>();
  readonly #most: number;

  constructor(columns: Columns, most: number) {
    this.#resource = columns.values('objectRef.resource');
    this.#moments = new Moments(columns);
    this.#most = most;
  }

  /** @param rows whose cells are TRAITS */
  add({events, times, cells}: RowColumns, row: number, event: AuditEvent): void {
    const place = this.#moments.size;
    if (place >= this.#most) return;
    const codes = PLACES.map(field => cells[field]![row]!);
    this.#moments.set(place, codes, times[row]!, events[row]!);
    const isPod = this.#resource(cells[RESOURCE]![row]!) === 'pods';
    if (isPod) this.#pods.add(place);
    if (cells[NAME]![row] === 0) this.#named.set(place, namedIn(event, isPod));
  }

  get bytes(): number {
    return this.#moments.bytes + this.#pods.size * PLACE_BYTES + this.#named.size * NAMED_BYTES;
  }

  all(): readonly PowerfulPod[] {
    return this.#moments.all().map((moment, place) => {
      const isPod = this.#pods.has(place);
      const own: Named = {name: moment.name, prefix: isPod ? undefined : `${moment.name}-`};
      const named = this.#named.get(place);
      return Object.assign(moment, named ?? own, {isNamed: isPod && named === undefined});
    });
  }
}
