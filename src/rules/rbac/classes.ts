// Requests in classes of equal ones: each class is looked at once, however many requests it has.
import type {FieldName, FieldValue} from '../../audit/fields.ts';
import {requestInfo} from '../../audit/request-info.ts';
import {and, type Expr, NO_ALERTS} from '../../query/ast.ts';
import type {Source, Tally} from '../../source/source.ts';
import {builtinResource} from '../policy/builtin-api.ts';
import type {Access, Evidence} from './access.ts';
import {type Outcome, outcomeOf} from './outcome.ts';
import {Scopes} from './scope.ts';

/** Equal requests. */
export type RequestClass = {
  readonly access: Access;
  readonly outcome: Outcome;
  readonly code: number | undefined;
  readonly evidence: Evidence;
  readonly tally: Tally;
  /** What it was asked for: the fields of its key. */
  readonly by: readonly FieldName[];
  /** What a tally was asked for. */
  readonly of: (name: FieldName) => FieldValue;
};

const FIELDS_OF_ACCESS = [
  'verb',
  'objectRef.apiGroup',
  'objectRef.resource',
  'objectRef.subresource',
  'objectRef.namespace',
  'path',
  'decision',
  'responseStatus.code',
] as const satisfies readonly FieldName[];

const field = (name: FieldName) => ({kind: 'field', name}) as const;

/** Whose name the API server only knows from the body, when it is past the authorizer. */
const NAMELESS: Expr = and(
  {kind: 'in', field: field('verb'), values: ['create']},
  {kind: 'in', field: field('objectRef.subresource'), values: ['']},
);

const text = (value: FieldValue): string => (typeof value === 'string' ? value : '');

/** The name by which the authorizer was asked. A list has one only where a field selector told it. */
const authorizedName = (verb: string, subresource: string, name: string): string =>
  verb === 'deletecollection' || (verb === 'create' && subresource === '') ? '' : name;

/**
 * The namespace by which the authorizer was asked. Of what has none the API server logs the one that the body happens to name,
 * and of a new Namespace its own.
 */
function authorizedNamespace(verb: string, apiGroup: string, resource: string, namespace: string): string {
  if (apiGroup === '' && resource === 'namespaces') return verb === 'create' ? '' : namespace;
  return builtinResource(apiGroup, resource)?.scope === 'cluster' ? '' : namespace;
}

export function accessOf(of: (name: FieldName) => FieldValue): Access {
  const verb = text(of('verb'));
  const resource = text(of('objectRef.resource'));
  if (resource === '') return {kind: 'url', verb, path: requestInfo('GET', text(of('path'))).path};
  const subresource = text(of('objectRef.subresource'));
  const apiGroup = text(of('objectRef.apiGroup'));
  return {
    kind: 'resource',
    verb,
    apiGroup,
    resource: subresource === '' ? resource : `${resource}/${subresource}`,
    name: authorizedName(verb, subresource, text(of('objectRef.name'))),
    namespace: authorizedNamespace(verb, apiGroup, resource, text(of('objectRef.namespace'))),
  };
}

export type ClassOptions = {
  /** Fields that keep requests apart besides. */
  readonly also?: readonly FieldName[];
  /** Fields that do not matter: fewer classes. What they tell is empty. */
  readonly without?: readonly FieldName[];
  /** Events of each class, or some more; 1 if absent. */
  readonly samples?: number;
  /** Waited for now and then: others may work meanwhile. */
  readonly pause?: () => Promise<void>;
};

/** Classes made between two pauses: some milliseconds. */
const STRIDE = 1024;

/** Each class of a query's requests, a request at its latest stage. Waits until the source has read all. */
export async function classesOf(
  source: Source,
  where: Expr,
  {also = [], without = [], samples = 1, pause}: ClassOptions = {},
): Promise<readonly RequestClass[]> {
  const classes: RequestClass[] = [];
  const scopes = new Scopes(source);
  const take = async (part: Expr, fields: readonly FieldName[]) => {
    const by = fields.filter(name => !without.includes(name));
    const {tallies} = await source.tally({where: and(where, part, NO_ALERTS), stages: 'latest'}, by, samples);
    await pause?.();
    for (const [i, tally] of tallies.entries()) {
      if (i % STRIDE === STRIDE - 1) await pause?.();
      const of = (name: FieldName): FieldValue => tally.key[by.indexOf(name)];
      const code = of('responseStatus.code');
      const decision = of('decision');
      const {count, from, to} = tally;
      const access = accessOf(of);
      classes.push({
        access: scopes.known(access) ?? (await scopes.read(access, tally.samples[0])),
        outcome: outcomeOf(
          typeof decision === 'string' ? decision : undefined,
          typeof code === 'number' ? code : undefined,
        ),
        code: typeof code === 'number' ? code : undefined,
        evidence: {count, ...(from === undefined ? {} : {from}), ...(to === undefined ? {} : {to})},
        tally,
        by,
        of,
      });
    }
  };
  await take(NAMELESS, [...FIELDS_OF_ACCESS, ...also]);
  await take({kind: 'not', of: NAMELESS}, [...FIELDS_OF_ACCESS, 'objectRef.name', ...also]);
  return classes;
}
