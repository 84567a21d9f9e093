// Roles and bindings as they were written, very many of them: what columns tell in typed arrays, and the bodies that were logged.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName} from '../../audit/fields.ts';
import {TupleIds} from '../../index/tuple-ids.ts';
import type {Columns, RowColumns} from '../../source/columns.ts';
import {MOMENT, Moments} from './moments.ts';
import {keyOfRights, type RightsKind, type RightsObject, type Written} from './rights.ts';
import {textOf} from './seen.ts';
import {grown} from './seen-rows.ts';
import {type WrittenBody, writtenBody} from './written-rights.ts';

/** The cells of rows that are added. */
export const WRITTEN = [
  ...MOMENT,
  'objectRef.resource',
  'verb',
  'level',
  'responseStatus.code',
] as const satisfies readonly FieldName[];

const [NS, NAME] = [MOMENT.indexOf('objectRef.namespace'), MOMENT.indexOf('objectRef.name')];
const [RESOURCE, VERB, CODE] = [
  WRITTEN.indexOf('objectRef.resource'),
  WRITTEN.indexOf('verb'),
  WRITTEN.indexOf('responseStatus.code'),
];
export const LEVEL = WRITTEN.indexOf('level');

const KINDS: readonly (readonly [resource: string, kind: RightsKind])[] = [
  ['roles', 'Role'],
  ['clusterroles', 'ClusterRole'],
  ['rolebindings', 'RoleBinding'],
  ['clusterrolebindings', 'ClusterRoleBinding'],
];

/** Of a name in a set or a map, about. */
const NAME_BYTES = 120;

const keyOf = ({kind, ns, name}: RightsObject): string => keyOfRights(kind, ns, name);

/** Above the place of its kind, of what was not there before. */
const NEW = 4;

/** A class because moments, kinds and bodies have the same numbers. */
export class WrittenRows {
  readonly #columns: Columns;
  readonly #moments: Moments;
  #kinds = new Uint8Array(16);
  readonly #bodies = new Map<number, WrittenBody>();
  /** Of each 1 + the number of its object; 0 where columns do not tell it. */
  #objects = new Uint32Array(16);
  /** Names that only the answer told. */
  readonly #names = new Map<number, string>();
  /** Objects by the place of their kind and the codes of namespace and name; and those that columns do not tell, as `keyOfRights` has them. */
  readonly #ids = new TupleIds([2 ** 32, 2 ** 32, 2 ** 32]);
  readonly #named = new Set<string>();

  constructor(columns: Columns) {
    this.#columns = columns;
    this.#moments = new Moments(columns);
  }

  get size(): number {
    return this.#moments.size;
  }

  /** Bodies not included. */
  get bytes(): number {
    const arrays = this.#moments.bytes + this.#kinds.byteLength + this.#objects.byteLength + this.#ids.bytes;
    return arrays + (this.#named.size + this.#names.size) * NAME_BYTES;
  }

  /** How many different ones. */
  get objects(): number {
    return this.#ids.size + this.#named.size;
  }

  #text(name: FieldName, code: number): string {
    return textOf(this.#columns.values(name)(code));
  }

  /** @param rows whose cells are WRITTEN; of other resources nothing is kept */
  add(rows: RowColumns, row: number, event: AuditEvent | undefined): void {
    const {cells} = rows;
    const resource = this.#text('objectRef.resource', cells[RESOURCE]![row]!);
    const at = KINDS.findIndex(([name]) => name === resource);
    if (at === -1) return;
    const place = this.#moments.size;
    const isNew =
      this.#text('verb', cells[VERB]![row]!) === 'create' ||
      this.#columns.values('responseStatus.code')(cells[CODE]![row]!) === 201;
    this.#kinds = grown(this.#kinds, place + 1);
    this.#kinds[place] = at + (isNew ? NEW : 0);
    this.#moments.push(rows, row);
    const body = event === undefined ? undefined : writtenBody(event);
    if (body !== undefined) this.#bodies.set(place, body);
    this.#addObject(at, cells[NS]![row]!, cells[NAME]![row]!, place, event);
    for (const role of body?.aggregatedTo ?? []) this.#named.add(keyOfRights('ClusterRole', '', role));
  }

  #addObject(kind: number, ns: number, name: number, place: number, event: AuditEvent | undefined): void {
    this.#objects = grown(this.#objects, place + 1);
    if (name !== 0) {
      this.#objects[place] = 1 + this.#ids.idOf(Uint32Array.of(kind, ns, name));
      return;
    }
    // With generateName only the answer tells it.
    const told = textOf((event?.responseObject as {metadata?: {name?: string}} | null)?.metadata?.name);
    if (told !== '') this.#names.set(place, told);
    this.#named.add(keyOfRights(KINDS[kind]![1], this.#text('objectRef.namespace', ns), told));
  }

  /** Whether an object was written. */
  has(object: RightsObject): boolean {
    return this.#named.has(keyOf(object)) || this.#find(object) !== undefined;
  }

  #find({kind, ns, name}: RightsObject): number | undefined {
    const codes = [
      KINDS.findIndex(([, other]) => other === kind),
      this.#columns.code('objectRef.namespace', kind.startsWith('Cluster') ? '' : ns),
      this.#columns.code('objectRef.name', name),
    ];
    return codes.includes(undefined) ? undefined : this.#ids.find(Uint32Array.from(codes as readonly number[]));
  }

  /** How many were logged without what they allow. Of a binding that was made the authorizer tells the rest, once it is used. */
  get lacking(): number {
    let count = 0;
    for (let place = 0; place < this.size; place++) {
      const isTold = this.#isNew(place) && this.#kind(place).endsWith('Binding') && this.#isNamed(place);
      if (!isTold && !this.#bodies.has(place)) count++;
    }
    return count;
  }

  /** Those of some objects, or that are copied into them, as they were put in. */
  of(objects: readonly RightsObject[]): readonly Written[] {
    const ids = new Set(objects.map(object => this.#find(object)));
    const keys = new Set(objects.map(keyOf));
    const isOf = (place: number): boolean => {
      const id = this.#objects[place]!;
      return (
        (id === 0 ? keys.has(keyOf(this.#at(place))) : ids.has(id - 1)) ||
        this.#bodies.get(place)?.aggregatedTo.some(role => keys.has(keyOfRights('ClusterRole', '', role))) === true
      );
    };
    const all: Written[] = [];
    for (let place = 0; place < this.size; place++) if (isOf(place)) all.push(this.#at(place));
    return all;
  }

  #kind(place: number): RightsKind {
    return KINDS[this.#kinds[place]! % NEW]![1];
  }

  #isNew(place: number): boolean {
    return this.#kinds[place]! >= NEW;
  }

  #isNamed(place: number): boolean {
    return this.#objects[place] !== 0 || this.#names.has(place);
  }

  #at(place: number): Written {
    const moment = this.#moments.at(place);
    return Object.assign(moment, {
      name: this.#names.get(place) ?? moment.name,
      kind: this.#kind(place),
      isNew: this.#isNew(place),
      body: this.#bodies.get(place),
    });
  }
}
