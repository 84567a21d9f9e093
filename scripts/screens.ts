// npm run screens: the built program in a pseudo-terminal on sample-logs/, as pictures for the docs: docs/screens/*.svg.
import {mkdirSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {DARK, LIGHT, type Palette, toSvg} from '../test/support/svg.ts';
import {BIN, NODE, ROOT, type Size, TestTerminal} from '../test/support/terminal.ts';

type Step = {readonly keys: string; readonly shows: string | RegExp};

type Scene = {
  readonly name: string;
  /** For those who cannot see the picture. */
  readonly title: string;
  readonly size: Size;
  readonly steps: readonly Step[];
};

const DELETED = 'verb:delete resource:pods ns:prod-namespace name:webapp-pod';

/** One row a picture. */
const SCENES: readonly Scene[] = [
  {
    name: 'table',
    title:
      'Everything that people, not components, asked for: the table, with the facets on its left and the bars of time above it.',
    size: {columns: 160, rows: 45},
    steps: [
      {keys: '/', shows: 'Enter use it'},
      {keys: 'has:user -user:system:*\r', shows: '66 of 2,110 requests'},
      {keys: 'g', shows: 'row 1 of'},
    ],
  },
  {
    name: 'bodies',
    title: 'The request that deleted a pod, with its request and response bodies side by side as YAML.',
    size: {columns: 160, rows: 45},
    steps: [
      {keys: '/', shows: 'Enter use it'},
      {keys: `${DELETED}\r`, shows: '1 of 2,110 requests'},
      {keys: '\r', shows: 'Summary'},
      {keys: 'l', shows: 'kind: DeleteOptions'},
    ],
  },
  {
    name: 'summary',
    title: 'The same request on a terminal of 80 by 24: who did it, as whom, from where, and what allowed it.',
    size: {columns: 80, rows: 24},
    steps: [
      {keys: '/', shows: 'Enter use it'},
      {keys: `${DELETED}\r`, shows: '1 of 2,110'},
      {keys: '\r', shows: 'Summary'},
    ],
  },
];

const PALETTES: Readonly<Record<string, Palette>> = {dark: DARK, light: LIGHT};

const DIRECTORY = resolve(import.meta.dirname, '../docs/screens');

/** A picture is of a screen that has stopped changing. */
const STILL_MS = 400;

async function still(terminal: TestTerminal): Promise<void> {
  while (performance.now() - terminal.lastWrite < STILL_MS) await new Promise(done => setTimeout(done, 50));
}

async function shoot({name, title, size, steps}: Scene): Promise<void> {
  const terminal = new TestTerminal(NODE, [BIN, 'sample-logs'], size);
  try {
    await terminal.shows('2,110 requests');
    for (const {keys, shows} of steps) {
      await terminal.type(keys, shows);
      await still(terminal);
    }
    for (const [palette, colours] of Object.entries(PALETTES)) {
      const svg = toSvg(terminal, colours, title);
      writeFileSync(join(DIRECTORY, `${name}-${palette}.svg`), svg);
      console.log(`docs/screens/${name}-${palette}.svg ${(svg.length / 1024).toFixed(0)} KiB`);
    }
    terminal.write('\x03');
    await terminal.exited();
  } finally {
    if (terminal.exit === undefined) terminal.kill();
  }
}

process.chdir(ROOT);
mkdirSync(DIRECTORY, {recursive: true});
for (const scene of SCENES) await shoot(scene);
