import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    env: {TZ: 'UTC', LC_ALL: 'C.UTF-8', NODE_ENV: 'production'},
    testTimeout: 20_000,
  },
});
