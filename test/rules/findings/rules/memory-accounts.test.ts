import {expect, test} from 'vitest';
import {findingsOf} from '../../../../src/rules/findings/engine.ts';
import {did, times} from '../../../../src/rules/findings/sample.ts';
import {MemorySource} from '../../../support/memory-source.ts';

test('of a deleted account the requests after it are counted, not the addresses', async () => {
  const user = 'system:serviceaccount:shop:deployer';
  const events = [
    ...times(4, 1, at => did('list pods shop', {at, user})),
    did('delete serviceaccounts shop/deployer', {at: 10}),
    // A token is believed for some seconds longer.
    did('list pods shop', {at: 20, user}),
    ...times(7, 1, at => did('list pods shop', {at: 300 + at, user})),
  ].map((event, i) => ({...event, auditID: `${i}`}));
  const {incidents} = await findingsOf(new MemorySource(events));
  const found = incidents.flatMap(({findings}) => findings).filter(({rule}) => rule === 'deleted-identity-used');
  expect(found).toMatchObject([{count: 7, who: user}]);
  expect(found[0]!.message).toContain('still used until 10:05:06 UTC');
});
