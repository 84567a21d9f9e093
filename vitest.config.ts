import {defineConfig} from 'vitest/config';

export default defineConfig({
  // As the bundle is built: React in production mode has no development JSX.
  oxc: {jsx: {runtime: 'automatic', development: false}},
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    env: {TZ: 'UTC', LC_ALL: 'C.UTF-8', NODE_ENV: 'production'},
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Tests follow real files and drive real terminals: a machine that stands still for a moment is no fault of the program.
    retry: process.env.CI === undefined ? 0 : 1,
  },
});
