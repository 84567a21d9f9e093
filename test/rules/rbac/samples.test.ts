// Over the sample logs, read as the program reads them: the rules of everybody in them cover what was allowed, and need every word.
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {EVERYTHING} from '../../../src/query/ast.ts';
import {collect} from '../../../src/rules/rbac/collect.ts';
import {grantsFor} from '../../../src/rules/rbac/grants.ts';
import {boundRoles} from '../../../src/rules/rbac/objects.ts';
import {rolesYaml} from '../../../src/rules/rbac/print.ts';
import {subjectOfUser} from '../../../src/rules/rbac/subject.ts';
import {openLocal} from '../../../src/source/open.ts';
import {type Source, TIME_ORDER} from '../../../src/source/source.ts';
import {actingQuestions, allows, type Question, questionsOf, type RbacObject, withLess} from './evaluator.ts';

let source: Source;
let events: readonly AuditEvent[];

beforeAll(async () => {
  source = await openLocal(['sample-logs']);
  const {rows} = await source.rows({where: EVERYTHING, stages: 'latest'}, {order: TIME_ORDER, limit: 1e6, cells: []});
  events = (await Promise.all(rows.map(({id}) => source.event(id)))).map(({event}) => event);
});
afterAll(() => source.close());

const isAllowed = ({annotations, responseStatus}: AuditEvent): boolean => {
  const decision = annotations?.['authorization.k8s.io/decision'];
  const code = responseStatus?.code;
  return decision === 'allow' || (decision === undefined && code !== undefined && ![401, 403, 429].includes(code));
};

/** What a binding that was written asked for besides, where its body is logged. */
function bindQuestions(event: AuditEvent): readonly Question[] {
  const [question] = questionsOf(event);
  const body = event.requestObject as {roleRef?: {kind: string; name: string}} | undefined;
  if (body?.roleRef === undefined || question?.verb !== 'create' || (event.responseStatus?.code ?? 500) >= 400)
    return [];
  return [{...question, verb: 'bind', resource: `${body.roleRef.kind.toLowerCase()}s`, name: body.roleRef.name}];
}

const questionsFor = (user: string): readonly Question[] =>
  events.flatMap(event => [
    ...(event.user.username === user ? actingQuestions(event) : []),
    ...((event.impersonatedUser ?? event.user).username === user && isAllowed(event)
      ? [...questionsOf(event), ...bindQuestions(event)]
      : []),
  ]);

describe('the sample logs', () => {
  test('there are people in them', () => {
    expect(events.length).toBe(2110);
    expect(new Set(events.map(event => event.user.username)).size).toBeGreaterThan(20);
  });

  test('the rules of everybody cover what was allowed, and without any word of them something is not covered', async () => {
    const users = new Set(events.flatMap(({user, impersonatedUser}) => [user.username, impersonatedUser?.username]));
    for (const user of users) {
      if (user === undefined) continue;
      const {seen, notes} = await collect(source, EVERYTHING, subjectOfUser(user));
      const yaml = rolesYaml(boundRoles(grantsFor(seen), subjectOfUser(user)), []);
      const objects = parseAllDocuments(yaml).map(document => document.toJS() as RbacObject);
      // One line of it for each distinct question is enough.
      const questions = [...new Map(questionsFor(user).map(question => [JSON.stringify(question), question])).values()];
      const open = questions.filter(question => !allows(objects, user, [], question));
      expect([user, open, notes]).toEqual([user, [], []]);
      const needless = [...withLess(objects)].filter(([, less]) => questions.every(q => allows(less, user, [], q)));
      expect([user, needless.map(([what]) => what)]).toEqual([user, []]);
    }
  });
});
