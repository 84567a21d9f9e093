// Over every real log at hand, read as the program reads them: the rules of everybody in them cover what was allowed, and need
// every word. What tells so has no code of what makes the rules.
import {existsSync, readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../../src/audit/event.ts';
import {EVERYTHING} from '../../../src/query/ast.ts';
import {collect} from '../../../src/rules/rbac/collect.ts';
import {grantsFor} from '../../../src/rules/rbac/grants.ts';
import {boundRoles} from '../../../src/rules/rbac/objects.ts';
import {rolesYaml} from '../../../src/rules/rbac/print.ts';
import {subjectOfUser} from '../../../src/rules/rbac/subject.ts';
import {openLocal} from '../../../src/source/open.ts';
import {type Source, TIME_ORDER} from '../../../src/source/source.ts';
import {actingQuestions, covers, questionsOf, withLess, writtenQuestions} from './evaluator.ts';
import {objectsIn} from './roles.ts';
import {faultsOf} from './validation.ts';

const LOGS = fileURLToPath(new URL('../../../../shared/data/real/', import.meta.url));
const isHere = existsSync(LOGS);
if (!isHere) console.log('skipped: no ../shared/data/real beside the repository');

const folders = isHere ? readdirSync(LOGS) : [];
const filesIn = (folder: string) =>
  readdirSync(`${LOGS}${folder}`, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(({parentPath, name}) => `${parentPath}/${name}`);

async function eventsOf(source: Source): Promise<readonly AuditEvent[]> {
  const {rows} = await source.rows({where: EVERYTHING, stages: 'latest'}, {order: TIME_ORDER, limit: 1e6, cells: []});
  const events = await Promise.all(rows.map(({id}) => source.event(id)));
  return events.map(({event}) => event).filter(({stage}) => stage !== 'Alert');
}

function isAllowed({annotations, responseStatus}: AuditEvent, denied: boolean): boolean {
  const decision = annotations?.['authorization.k8s.io/decision'];
  const code = responseStatus?.code;
  if (decision === undefined && (code === undefined || code === 429)) return false;
  return denied || decision === 'allow' || (decision === undefined && code !== 401 && code !== 403);
}

const questionsFor = (events: readonly AuditEvent[], user: string, denied: boolean) =>
  events.flatMap(event => [
    ...(event.user?.username === user ? actingQuestions(event) : []),
    ...((event.impersonatedUser ?? event.user)?.username === user && isAllowed(event, denied)
      ? [...questionsOf(event), ...writtenQuestions(event, denied)]
      : []),
  ]);

/** What is wrong with the rules of each user of some logs; and how many rules there were. */
async function faultsIn(files: readonly string[]): Promise<{faults: readonly unknown[]; rules: number}> {
  const source = await openLocal(files);
  try {
    const events = await eventsOf(source);
    const users = new Set(events.flatMap(({user, impersonatedUser}) => [user?.username, impersonatedUser?.username]));
    const faults: unknown[] = [];
    let rules = 0;
    for (const user of users)
      for (const denied of user === undefined || user === '' ? [] : [false, true]) {
        const subject = subjectOfUser(user!);
        const {seen} = await collect(source, EVERYTHING, subject, {denied, reveal: true});
        const objects = seen.length === 0 ? [] : objectsIn(rolesYaml(boundRoles(grantsFor(seen), subject), []));
        rules += objects.flatMap(object => object.rules ?? []).length;
        const all = questionsFor(events, user!, denied);
        const questions = [...new Map(all.map(question => [JSON.stringify(question), question])).values()];
        const open = questions.filter(question => !covers(objects, user!, [], question));
        const needless = [...withLess(objects)]
          .filter(([, less]) => questions.every(question => covers(less, user!, [], question)))
          .map(([what]) => what);
        const refused = objects.flatMap(object => [...faultsOf(object)]);
        if (open.length + needless.length + refused.length > 0) faults.push({user, denied, open, needless, refused});
      }
    return {faults, rules};
  } finally {
    await source.close();
  }
}

const looked = new Map<string, ReturnType<typeof faultsIn>>();
const lookedAt = (folder: string) => looked.getOrInsertComputed(folder, () => faultsIn(filesIn(folder)));

describe.skipIf(!isHere)('every real log', () => {
  test.each(folders)('%s: the rules of everybody cover what they should, and need every word', async folder => {
    expect((await lookedAt(folder)).faults).toEqual([]);
  });

  test('there are rules in most of them', async () => {
    const found = await Promise.all(folders.map(lookedAt));
    expect(found.filter(({rules}) => rules > 0).length).toBeGreaterThan(4);
  });
});
