import {expect, test} from 'vitest';
import {strangeWords} from '../../src/cli/verify-words.ts';
import {parse} from '../../src/query/parse.ts';

const told = (query: string): readonly string[] => {
  const parsed = parse(query, {now: 0, zone: 'utc'});
  if (!parsed.ok) throw new Error(query);
  return strangeWords(parsed.expr);
};

test.each<[query: string, sentences: string[]]>([
  ['verb:delete resource:pods ns:shop', []],
  ['verb:post path:/healthz', []],
  ['resource:widgets', []],
  ['resource:deployments apigroup:apps', []],
  ['verb:exec resource:pods', ['No request has the verb exec; write sub:exec verb:get,create.']],
  ['verb:DELETE', ['No request has the verb DELETE; write verb:delete.']],
  ['verb:delte', ['No request has the verb delte; write verb:delete.']],
  [
    'verb:frobnicate',
    [
      'No request has the verb frobnicate: there are get, list, watch, create, update, patch, delete, deletecollection, proxy.',
    ],
  ],
  ['verb:create resource:pods/exec', []],
  [
    'verb:create resource:"pods/exec"',
    ['No event has the resource pods/exec: its subresource stands apart; write resource:pods sub:exec.'],
  ],
  ['resource:pod', ['Kubernetes has no resource pod; did you mean resource:pods?']],
  ['resource:Deployment', ['Kubernetes has no resource Deployment; did you mean resource:deployments?']],
])('%s', (query, sentences) => {
  expect(told(query)).toEqual(sentences);
});
