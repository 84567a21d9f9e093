import {expect, test} from 'vitest';
import {PowerfulPods} from '../../../src/rules/findings/powerful-pods.ts';
import {did} from '../../../src/rules/findings/sample.ts';
import {TRAITS} from '../../../src/rules/findings/seen.ts';
import {fakeColumns, fakeRows} from '../../support/fake-columns.ts';

const VALUES = {'objectRef.resource': ['', 'pods', 'daemonsets'], 'objectRef.name': ['', 'agent']};
const answered = {response: {metadata: {name: 'agent-x7k2p'}}};
const generated = {request: {metadata: {generateName: 'agent-'}}};

test.each<[what: string, resource: string, name: string, event: object, told: object]>([
  ['a pod', 'pods', 'agent', {}, {name: 'agent', prefix: undefined, isNamed: true}],
  ['what makes pods', 'daemonsets', 'agent', {}, {name: 'agent', prefix: 'agent-', isNamed: false}],
  ['a pod that the answer names', 'pods', '', answered, {name: 'agent-x7k2p', prefix: undefined, isNamed: false}],
  ['a pod whose name is in no answer', 'pods', '', generated, {name: '', prefix: 'agent-', isNamed: false}],
  [
    'a maker that the answer names',
    'daemonsets',
    '',
    answered,
    {name: 'agent-x7k2p', prefix: 'agent-x7k2p-', isNamed: false},
  ],
  ['a maker without a name', 'daemonsets', '', generated, {name: '', prefix: undefined, isNamed: false}],
])('%s: its name, or how names begin', (_what, resource, name, change, told) => {
  const pods = new PowerfulPods(fakeColumns(VALUES), 1);
  const codes = TRAITS.map(field =>
    field === 'objectRef.resource'
      ? VALUES[field].indexOf(resource)
      : field === 'objectRef.name'
        ? VALUES[field].indexOf(name)
        : 1,
  );
  const rows = fakeRows([codes, codes]);
  const event = did(`create ${resource} shop/${name}`, change);
  pods.add(rows, 0, event);
  // One more than there may be.
  pods.add(rows, 1, event);
  expect(pods.all()).toMatchObject([{...told, user: 'user.username-1', ns: 'objectRef.namespace-1', time: 0}]);
});
