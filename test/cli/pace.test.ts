// The compiler of the executable's runtime is let go once; where there is none, nothing happens.
import {afterEach, expect, test, vi} from 'vitest';
import {startIsOver} from '../../src/cli/pace.ts';

afterEach(() => vi.unstubAllGlobals());

test('the runtime compiles as usual from then on', () => {
  const setJITPolicy = vi.fn();
  vi.stubGlobal('Bun', {unsafe: {setJITPolicy}});
  startIsOver();
  expect(setJITPolicy.mock.calls).toEqual([[1]]);
});

test.each([
  ['Node.js', undefined],
  ['an older runtime', {}],
  ['one without the choice', {unsafe: {}}],
])('%s needs nothing', (_, runtime) => {
  vi.stubGlobal('Bun', runtime);
  expect(startIsOver).not.toThrow();
});
