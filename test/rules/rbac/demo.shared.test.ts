// On the demo log of audit2rbac the rules cover every request of each user, and nothing of them is too much.
import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {readRecord} from '../../../src/ingest/record.ts';
import {actingQuestions, allows, type Question, questionsOf, withLess} from './evaluator.ts';
import {rolesFor} from './roles.ts';

const LOGS = new URL('../../../../shared/data/real/liggitt__audit2rbac/', import.meta.url);
const isHere = existsSync(LOGS);
if (!isHere) console.log('skipped: no ../shared/data/real beside the repository');

const eventsIn = (log: string) =>
  readFileSync(new URL(log, LOGS), 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .flatMap(line => readRecord(line).items);

const USERS = ['bob', 'alice', 'system:serviceaccount:ns1:sa1', 'system:admin'];

describe.skipIf(!isHere)('the demo of audit2rbac', () => {
  const cases = ['demo.log', 'demo-v1beta1.log', 'demo-v1beta1-757events.log'].flatMap(log =>
    USERS.flatMap(user => [false, true].map(denied => [log, user, denied] as const)),
  );
  test.each(cases)(
    '%s: the rules of %s (refused requests too: %s) cover what they should, and need every word',
    async (log, user, denied) => {
      // A request has one event that tells its end.
      const events = eventsIn(log).filter(({stage}) => stage !== 'RequestReceived');
      const questions = events.flatMap((event): readonly Question[] => {
        const isAllowed = denied || ![401, 403].includes(event.responseStatus?.code ?? 0);
        const isActing = event.impersonatedUser !== undefined;
        const acted = event.user.username === user ? actingQuestions(event) : [];
        const own = (event.impersonatedUser ?? event.user).username === user && isAllowed ? questionsOf(event) : [];
        return [...(isActing ? acted : []), ...own];
      });
      const {objects} = await rolesFor(events, user, [], {denied});
      expect(questions.filter(question => !allows(objects, user, [], question))).toEqual([]);
      const needless = [...withLess(objects)].filter(([, less]) => questions.every(q => allows(less, user, [], q)));
      expect(needless.map(([what]) => what)).toEqual([]);
      expect(objects.length > 0).toBe(questions.length > 0);
    },
  );

  test('expanded and with refused requests, the roles of alice are those of its readme', async () => {
    const {objects} = await rolesFor(eventsIn('demo.log'), 'alice', ['names', 'namespaces', 'verbs'], {denied: true});
    expect(
      objects.map(({kind, metadata, rules, subjects}) => ({kind, namespace: metadata.namespace, rules, subjects})),
    ).toEqual([
      {
        kind: 'Role',
        namespace: 'ns1',
        rules: [{apiGroups: [''], resources: ['configmaps', 'pods', 'secrets'], verbs: ['get', 'list', 'watch']}],
      },
      {
        kind: 'RoleBinding',
        namespace: 'ns1',
        subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'alice'}],
      },
    ]);
  });
});
