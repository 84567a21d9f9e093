import {availableParallelism} from 'node:os';
import {join} from 'node:path';
import {defineConfig} from 'vitest/config';

export default defineConfig({
  // As the bundle is built: React in production mode has no development JSX.
  oxc: {jsx: {runtime: 'automatic', development: false}},
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // A process evaluates modules once for all its files, not again for each: half of what most files cost. No test may leave
    // anything behind in them, and no file may count on being the first or the last.
    isolate: false,
    // Both of two processors: vitest would leave one to itself, which does nothing while tests run.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    env: {
      TZ: 'UTC',
      LC_ALL: 'C.UTF-8',
      NODE_ENV: 'production',
      // The built program is started hundreds of times: compiled once.
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/audit-tui/compiled'),
    },
    // These end what hangs. A busy machine may take twenty times as long as a quiet one, and still be right.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Tests follow real files and drive real terminals: a machine that stands still for a moment is no fault of the program.
    retry: process.env.CI === undefined ? 0 : 1,
  },
});
