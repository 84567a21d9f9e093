// The memory of rights: roles and bindings as they were written, and requests that were allowed because of them, by what the
// authorizer said. A part of the memory that is filled window by window.
import type {FieldName} from '../../audit/fields.ts';
import type {Micros} from '../../audit/time.ts';
import {and, type Expr} from '../../query/ast.ts';
import type {Columns} from '../../source/columns.ts';
import {ANSWERED, type Asking, type Span} from './ask.ts';
import {exprOf} from './compile.ts';
import {isAnyOf} from './filter-text.ts';
import type {Moment} from './memory.ts';
import {NOT_SYSTEM} from './rules/users.ts';
import {addSeen, nothingSeen, type Seen, stageIn, textOf} from './seen.ts';
import type {Asked, SubjectName, WrittenBody} from './written-rights.ts';
import {LEVEL, WRITTEN, WrittenRows} from './written-rows.ts';

/** More of one kind say nothing more. */
const MOST_WRITTEN = 20_000;

const WRITES = exprOf(
  'verb:create,update,patch resource:roles,clusterroles,rolebindings,clusterrolebindings sub:"" code:2xx ' +
    `stage:ResponseComplete,Panic ${NOT_SYSTEM}`,
);
/** Whatever a role allowed. */
export const ANY_REASON: Expr = {
  kind: 'like',
  field: {kind: 'field', name: 'authorizationReason'},
  glob: 'RBAC: allowed by *',
};

export type RightsKind = 'Role' | 'ClusterRole' | 'RoleBinding' | 'ClusterRoleBinding';
/** A role or binding that somebody wrote. */
export type Written = Moment & {
  readonly kind: RightsKind;
  /** Whether it was not there before: created, or applied and answered 201. */
  readonly isNew: boolean;
  /** undefined where it was not logged. */
  readonly body: WrittenBody | undefined;
};

/** Of what a request was allowed, as the authorizer said it. */
export type Reason = {
  readonly binding: string;
  readonly role: string;
  readonly roleName: string;
  readonly subject: SubjectName;
};

/** Equal requests that a binding allowed. */
export type Granted = Reason &
  Asked & {
    readonly reason: string;
    /** Who was asked about: whom it was made as. */
    readonly user: string;
    readonly ns: string;
    /** Of the whole log, and from each address. */
    readonly all: Seen;
    readonly ips: Set<string>;
  };

/** What a reason can name. */
export type RightsObject = {readonly kind: RightsKind; readonly ns: string; readonly name: string};

/** One for each of them. */
export const keyOfRights = (kind: RightsKind, ns: string, name: string): string =>
  kind.startsWith('Cluster') ? `${kind} ${name}` : `${kind} ${ns}/${name}`;

// As kubernetes/kubernetes plugin/pkg/auth/authorizer/rbac at v1.36 writes it.
const REASON =
  /^RBAC: allowed by (?<kind>ClusterRoleBinding|RoleBinding) "(?<name>[^"/]*)(?:\/(?<ns>[^"]*))?" of (?<of>ClusterRole|Role) "(?<role>[^"]*)" to (?<who>User|Group|ServiceAccount) "(?<subject>.*)"$/;

/** The binding and the role of a reason. */
export function objectsIn(text: string): readonly RightsObject[] {
  const found = REASON.exec(text)?.groups;
  if (found === undefined) return [];
  const {kind, name = '', ns = '', of, role = ''} = found;
  return [
    {kind: kind as RightsKind, ns, name},
    {kind: of as RightsKind, ns, name: role},
  ];
}

/** undefined of other reasons. */
export function readReason(text: string): Reason | undefined {
  const found = REASON.exec(text)?.groups;
  if (found === undefined) return undefined;
  const {kind, name = '', ns = '', of, role = '', who, subject = ''} = found;
  const [account = '', of_ns = ''] = subject.split('/');
  return {
    binding: keyOfRights(kind as RightsKind, ns, name),
    role: keyOfRights(of as RightsKind, ns, role),
    roleName: role,
    subject:
      who === 'ServiceAccount'
        ? {kind: 'User', name: `system:serviceaccount:${of_ns}:${account}`}
        : {kind: who as 'User' | 'Group', name: subject},
  };
}

const GRANTED = [
  'stage',
  'authorizationReason',
  'user.username',
  'sourceIP',
  'verb',
  'objectRef.apiGroup',
  'objectRef.resource',
  'objectRef.subresource',
  'objectRef.namespace',
  'path',
  'impersonatedUser.username',
] as const satisfies readonly FieldName[];

/** A class because what was allowed is looked for by what was written. */
export class Rights {
  /** Whether there are any, since something was written. */
  hasReasons = false;
  readonly #written: WrittenRows;
  readonly #granted = new Map<string, Granted>();
  /** Reasons that are followed, from the beginning of the log; and those of objects that nobody wrote, as far as is known. */
  readonly #reasons = new Set<string>();
  readonly #others = new Set<string>();

  constructor(columns: Columns) {
    this.#written = new WrittenRows(columns);
  }

  granted(): readonly Granted[] {
    return [...this.#granted.values()];
  }

  get written(): WrittenRows {
    return this.#written;
  }

  async take(asking: Asking, span: Span): Promise<void> {
    const before = this.#written.objects;
    const rows = await asking.rowColumns(WRITES, span, WRITTEN);
    const left = Math.min(rows.events.length, MOST_WRITTEN - this.#written.size);
    const level = asking.columns.values('level');
    const isLogged = (row: number) => level(rows.cells[LEVEL]![row]!) !== 'Metadata';
    const idOf = (row: number) => (isLogged(row) ? asking.columns.id(rows.events[row]!) : undefined);
    const places = Array.from({length: left}, (_, row) => row);
    // Nothing came of it.
    for await (const batch of asking.batchesWith(places, idOf))
      for (const [row, event] of batch)
        if (event?.requestURI?.includes('dryRun=All') !== true) this.#written.add(rows, row, event);
    if (this.#written.objects === 0) return;
    const past: Span = span.to === undefined ? {} : {to: span.to};
    const isNew = this.#written.objects > before;
    if (isNew) this.#others.clear();
    await this.#follow(asking, span, isNew ? past : span);
  }

  /** @param look where reasons are looked for: for an object that is new, in all that there is */
  async #follow(asking: Asking, span: Span, look: Span): Promise<void> {
    const fresh: string[] = [];
    const known: string[] = [];
    for (const {key} of await asking.tally(and(ANSWERED, ANY_REASON), look, ['authorizationReason'], 0)) {
      this.hasReasons = true;
      const text = textOf(key[0]);
      if (this.#others.has(text)) continue;
      if (this.#reasons.has(text)) {
        known.push(text);
        continue;
      }
      if (objectsIn(text).some(object => this.#written.has(object))) fresh.push(text);
      else this.#others.add(text);
    }
    for (const text of fresh) this.#reasons.add(text);
    await this.#grant(asking, known, span);
    await this.#grant(asking, fresh, span.to === undefined ? {} : {to: span.to});
  }

  async #grant(asking: Asking, reasons: readonly string[], span: Span): Promise<void> {
    if (reasons.length === 0) return;
    const where = and(ANSWERED, isAnyOf('authorizationReason', ...reasons));
    for (const tally of await asking.tally(where, span, GRANTED, 2)) {
      const {key, count, times} = tally;
      if (times === undefined) continue;
      const [, text = '', by = '', ip = '', verb = '', apiGroup = '', of = '', sub = '', ns = '', path = '', as = ''] =
        key.map(textOf);
      const user = as || by;
      const resource = sub === '' ? of : `${of}/${sub}`;
      const asked = {verb, apiGroup, resource, path: of === '' ? path : ''};
      const id = [text, user, ns, ...Object.values(asked)].join('\0');
      const reason = readReason(text);
      if (reason === undefined) continue;
      const granted = this.#granted.get(id) ?? {
        ...reason,
        ...asked,
        reason: text,
        user,
        ns,
        all: nothingSeen(),
        ips: new Set<string>(),
      };
      this.#granted.set(id, granted);
      granted.ips.add(ip);
      addSeen(granted.all, stageIn(key), count, times, tally);
    }
  }
}

/** The first time of it. */
export const firstOf = ({all}: Granted): Micros => all.from;
