// npm run systems [-- --only musl]: fetches the C libraries of the systems that executables are for, and runs those executables that
// have been made in a root of each. For the superuser of a Debian: apt fetches, and another root is for the superuser alone.
import {spawnSync} from 'node:child_process';
import {parseArgs} from 'node:util';
import {SYSTEMS, systemOf} from './package/systems.ts';

try {
  const {only} = parseArgs({options: {only: {type: 'string', multiple: true}}}).values;
  const unknown = only?.find(name => SYSTEMS.every(system => system.name !== name));
  if (unknown !== undefined)
    throw new Error(`there is no "${unknown}"; --only takes ${SYSTEMS.map(({name}) => name).join(', ')}.`);
  for (const system of SYSTEMS.filter(({name}) => only?.includes(name) ?? true)) {
    try {
      console.log(`${system.name}, ${system.why}: ${systemOf(system)}`);
    } catch (error) {
      // Another system, or no network: what is not here is skipped by the tests, and they say so.
      console.log(`${system.name}: not fetched, ${(error as Error).message.trim().split('\n').at(-1)}`);
    }
  }
  process.exitCode = spawnSync('vitest', ['run', 'test/dist/systems.test.ts'], {stdio: 'inherit'}).status ?? 1;
} catch (error) {
  console.error(`systems: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
