// Roles and bindings as they were written, very many of them: what columns tell in typed arrays, and the bodies that were logged.
import type {AuditEvent} from '../../audit/event.ts';
import type {FieldName} from '../../audit/fields.ts';
import {TupleIds} from '../../index/tuple-ids.ts';
import type {Columns, RowColumns} from '../../source/columns.ts';
import {MOMENT, Moments} from './moments.ts';
import {keyOfRights, type RightsKind, type Written} from './rights.ts';
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

/** Above the place of its kind, of what was not there before. */
const NEW = 4;

/** A class because moments, kinds and bodies have the same numbers. */
export class WrittenRows {
  readonly #columns: Columns;
  readonly #moments: Moments;
  #kinds = new Uint8Array(16);
  readonly #bodies = new Map<number, WrittenBody>();
  /** Names that only the answer told. */
  readonly #names = new Map<number, string>();
  /** Objects by kind, and the codes of namespace and name; and those that columns do not tell, as `keyOfRights` has them. */
  readonly #ids = new TupleIds([2 ** 32, 2 ** 32, 2 ** 32]);
  readonly #named = new Set<string>();

  constructor(columns: Columns) {
    this.#columns = columns;
    this.#moments = new Moments(columns);
  }

  get size(): number {
    return this.#moments.size;
  }

  /** How many different ones. */
  get objects(): number {
    return this.#ids.size + this.#named.size;
  }

  #text(name: FieldName, code: number): string {
    return textOf(this.#columns.value(name, code));
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
      this.#columns.value('responseStatus.code', cells[CODE]![row]!) === 201;
    this.#kinds = grown(this.#kinds, place + 1);
    this.#kinds[place] = at + (isNew ? NEW : 0);
    this.#moments.push(rows, row);
    const body = event === undefined ? undefined : writtenBody(event);
    if (body !== undefined) this.#bodies.set(place, body);
    this.#addObject(at, cells[NS]![row]!, cells[NAME]![row]!, place, event);
    for (const role of body?.aggregatedTo ?? []) this.#named.add(keyOfRights('ClusterRole', '', role));
  }

  #addObject(kind: number, ns: number, name: number, place: number, event: AuditEvent | undefined): void {
    if (name !== 0) {
      this.#ids.idOf(Uint32Array.of(kind, ns, name));
      return;
    }
    // With generateName only the answer tells it.
    const told = textOf((event?.responseObject as {metadata?: {name?: string}} | null)?.metadata?.name);
    if (told !== '') this.#names.set(place, told);
    this.#named.add(keyOfRights(KINDS[kind]![1], this.#text('objectRef.namespace', ns), told));
  }

  /** All objects, as `keyOfRights` has them. */
  keys(): ReadonlySet<string> {
    const keys = new Set(this.#named);
    for (let id = 0; id < this.#ids.size; id++) {
      const ns = this.#text('objectRef.namespace', this.#ids.codeAt(id, 1));
      const name = this.#text('objectRef.name', this.#ids.codeAt(id, 2));
      keys.add(keyOfRights(KINDS[this.#ids.codeAt(id, 0)]![1], ns, name));
    }
    return keys;
  }

  all(): readonly Written[] {
    return this.#moments.all().map((moment, place) => {
      const kind = this.#kinds[place]!;
      return Object.assign(moment, {
        name: this.#names.get(place) ?? moment.name,
        kind: KINDS[kind % NEW]![1],
        isNew: kind >= NEW,
        body: this.#bodies.get(place),
      });
    });
  }
}
