// From events to the objects that are printed for a subject, as the command does it.
import {parseAllDocuments} from 'yaml';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {EVERYTHING} from '../../../src/query/ast.ts';
import {type Collected, type CollectOptions, collect} from '../../../src/rules/rbac/collect.ts';
import {type Expansion, grantsFor} from '../../../src/rules/rbac/grants.ts';
import {boundRoles} from '../../../src/rules/rbac/objects.ts';
import {rolesYaml} from '../../../src/rules/rbac/print.ts';
import {type Subject, subjectOfUser} from '../../../src/rules/rbac/subject.ts';
import {MemorySource} from '../../support/memory-source.ts';
import type {RbacObject} from './evaluator.ts';

export const objectsIn = (yaml: string): readonly RbacObject[] =>
  // As kubectl reads it.
  parseAllDocuments(yaml, {version: '1.1'}).map(document => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS() as RbacObject;
  });

export type Made = {
  readonly objects: readonly RbacObject[];
  readonly yaml: string;
  readonly collected: Collected;
};

export async function rolesFor(
  events: readonly AuditEvent[],
  subject: Subject | string,
  expansions: readonly Expansion[] = [],
  options: CollectOptions = {},
): Promise<Made> {
  const whom = typeof subject === 'string' ? subjectOfUser(subject) : subject;
  const collected = await collect(new MemorySource(events), EVERYTHING, whom, options);
  const yaml = rolesYaml(boundRoles(grantsFor(collected.seen, expansions), whom), []);
  return {objects: collected.seen.length === 0 ? [] : objectsIn(yaml), yaml, collected};
}
