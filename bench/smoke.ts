// npm run bench:smoke: what must not be lost, as ratios of processor time within one run, which a slow or busy machine does not
// change: the index against JSON.parse of the same lines. And bytes held for an event.
import {bundle} from '../scripts/bundle.ts';
import {measure} from './child.ts';
import {logOf, type Mix} from './data.ts';

/** Of each the best of so many, where the first few are not good enough: what disturbs makes slower, never faster. */
const MOST_RUNS = 10;
const FIRST_RUNS = 2;
const MB = 40;
const INDEX = 'dist/bench-index.js';
const MOST_SHARE = 1.2;

type Indexed = {readonly cpuMs: number; readonly events: number; readonly heldBytes: number};

type Check = {readonly what: string; readonly is: number; readonly atMost: number};

type Parsed = {readonly cpuMs: number};
type Run = {readonly index: readonly [Indexed, Indexed]; readonly parse: readonly [Parsed, Parsed]};

/** Without what the start costs. */
const forMore = (runs: readonly (readonly [Parsed, Parsed])[]): number =>
  Math.min(...runs.map(([, more]) => more.cpuMs)) - Math.min(...runs.map(([less]) => less.cpuMs));

async function checksOf(mix: Mix): Promise<readonly Check[]> {
  const [path, more] = [await logOf(mix, MB), await logOf(mix, 3 * MB)];
  const runs: Run[] = [];
  // A half, mostly. Without the kernel JSON.parse is called, and all else comes on top of it.
  const share = () => forMore(runs.map(({index}) => index)) / forMore(runs.map(({parse}) => parse));
  while (runs.length < FIRST_RUNS || (runs.length < MOST_RUNS && share() > MOST_SHARE)) {
    runs.push({
      index: [await measure<Indexed>(INDEX, [path]), await measure<Indexed>(INDEX, [more])],
      parse: [await measure<Parsed>('measure-parse.ts', [path]), await measure<Parsed>('measure-parse.ts', [more])],
    });
  }
  const [one, three] = runs[0]!.index;
  return [
    {
      what: `${mix}: processor time to index ${2 * MB} MB more, of that of JSON.parse`,
      is: share(),
      atMost: MOST_SHARE,
    },
    {
      what: `${mix}: bytes held for each event more`,
      is: (three.heldBytes - one.heldBytes) / (three.events - one.events),
      atMost: 110,
    },
  ];
}

await bundle('bench/measure-index.ts', INDEX);
const checks = [...(await checksOf('metadata')), ...(await checksOf('mixed'))];
for (const {what, is, atMost} of checks)
  console.log(`${is <= atMost ? 'ok  ' : 'FAIL'} ${what}: ${is.toFixed(2)}, at most ${atMost}`);
if (checks.some(({is, atMost}) => is > atMost)) process.exitCode = 1;
