import {expect, test} from 'vitest';
import {EVERYTHING} from '../../../src/query/ast.ts';
import {Asking} from '../../../src/rules/findings/ask.ts';
import {MOMENT} from '../../../src/rules/findings/moments.ts';
import {did} from '../../../src/rules/findings/sample.ts';
import {Tokens} from '../../../src/rules/findings/tokens.ts';
import {MemorySource} from '../../support/memory-source.ts';

const ISSUED = 'authentication.kubernetes.io/issued-credential-id';

test('tokens are told by the account that they are and by their credential, as many as there may be', async () => {
  const events = ['deployer', 'builder', 'other'].map((name, i) => ({
    ...did(`create serviceaccounts/token shop/${name}`, {
      at: i,
      ...(i === 0 ? {annotations: {[ISSUED]: 'JTI=1'}} : {}),
    }),
    auditID: `${i}`,
  }));
  const asking = new Asking(new MemorySource(events), EVERYTHING);
  const tokens = new Tokens(asking.columns, 2);
  await tokens.take(asking, await asking.rowColumns(EVERYTHING, {}, MOMENT));
  // A window more than there may be.
  await tokens.take(asking, await asking.rowColumns(EVERYTHING, {}, MOMENT));
  expect(tokens.all().map(({account, credential, id}) => [account, credential, id.auditID])).toEqual([
    ['system:serviceaccount:shop:deployer', 'JTI=1', '0'],
    ['system:serviceaccount:shop:builder', undefined, '1'],
  ]);
});
