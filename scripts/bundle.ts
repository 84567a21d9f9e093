// How programs of this repository are bundled: one ESM file each, with the scan kernel and the scan worker inside; and the program
// in parts, of which a runtime that compiles ahead loads those that a run needs.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type BuildOptions, type BuildResult, build, type Plugin} from 'esbuild';
import {aroundInk, yogaFromBytes} from './bundle/ink.ts';
import {buildKernel} from './kernel.ts';

const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string};

/**
 * Where the scan worker is: as text `inside` the program, which then is one file, or in a file `beside` it, called
 * worker.js: a runtime that compiles ahead does so with files only.
 */
type WorkerPlace = 'inside' | 'beside';

/** Of the scan worker, where it is a file. */
export const WORKER_FILE = 'worker.js';

/** The scan worker, a program of its own, as one script. */
async function workerProgram(): Promise<string> {
  const {outputFiles} = await build({
    entryPoints: ['src/index/worker.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outputFiles[0]!.text;
}

const worker = (place: WorkerPlace): Plugin => ({
  name: `worker-${place}`,
  setup(b) {
    b.onLoad({filter: /index[\\/]worker-code\.ts$/}, async () => ({
      contents:
        place === 'beside'
          ? `export const workerCode = () => ({code: new URL('./${WORKER_FILE}', import.meta.url), eval: false});`
          : `export const workerCode = () => ({code: ${JSON.stringify(await workerProgram())}, eval: true});`,
    }));
  },
});

const plugins: readonly Plugin[] = [
  {
    name: 'kernel-inside',
    setup(b) {
      b.onLoad({filter: /kernel[\\/]bytes\.ts$/}, () => ({
        contents: "import bytes from './dist/kernel.wasm'; export const kernelBytes = () => bytes;",
        resolveDir: process.cwd(),
      }));
    },
  },
  {
    // Ink imports it only when DEV is set, but the bundle would look for it at every start.
    name: 'no-devtools',
    setup(b) {
      b.onResolve({filter: /^react-devtools-core$/}, () => ({path: 'react-devtools-core', namespace: 'empty'}));
      b.onLoad({filter: /.*/, namespace: 'empty'}, () => ({contents: 'export default {}'}));
    },
  },
];

/** CommonJS packages that are imported on demand, with what is taken from them: in a file of their own they would have no names. */
const ON_DEMAND: Readonly<Record<string, readonly string[]>> = {'@clickhouse/client': ['createClient']};

const namesOnDemand: Plugin = {
  name: 'names-on-demand',
  setup(b) {
    const filter = new RegExp(`^(?:${Object.keys(ON_DEMAND).join('|')})$`);
    b.onResolve({filter}, ({path, kind}) =>
      kind === 'dynamic-import' ? {path, namespace: 'on-demand', sideEffects: false} : undefined,
    );
    b.onLoad({filter: /.*/, namespace: 'on-demand'}, ({path}) => ({
      contents: `export {${ON_DEMAND[path]!.join()}} from ${JSON.stringify(path)};`,
      resolveDir: process.cwd(),
    }));
  },
};

/** What all bundles of a program have in common. */
const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  jsx: 'automatic',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  // React in development mode costs two to three times as much a frame.
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    __VERSION__: JSON.stringify(version),
  },
  loader: {'.wasm': 'binary'},
  metafile: true,
  logLevel: 'warning',
} as const satisfies BuildOptions;

const pluginsFor = (place: WorkerPlace): Plugin[] => [...plugins, worker(place), aroundInk, yogaFromBytes];

type Bundled = BuildResult<{metafile: true}>;

export async function bundle(entry: string, outfile: string): Promise<Bundled> {
  await buildKernel();
  return build({
    ...common,
    entryPoints: [entry],
    outfile,
    // Some bundled CommonJS packages call require().
    banner: {
      js: "import {createRequire as __createRequire} from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
    plugins: pluginsFor('inside'),
  });
}

/**
 * `name` in `folder`, with what it imports on demand in files of their own, and the worker beside it: a function that is never
 * called costs a start as much as one that is, if it stands in a file that is loaded. For a runtime that has `require` in ESM.
 */
export async function bundleParts(entry: string, folder: string, name: string): Promise<Bundled> {
  await buildKernel();
  writeFileSync(join(folder, WORKER_FILE), await workerProgram());
  const bundled = await build({
    ...common,
    entryPoints: [{in: entry, out: name}],
    outdir: folder,
    splitting: true,
    chunkNames: 'parts/[hash]',
    plugins: [...pluginsFor('beside'), namesOnDemand],
  });
  const {inputs} = bundled.metafile;
  const imports = Object.values(inputs).flatMap(input => input.imports);
  const unnamed = imports.find(({kind, path}) => kind === 'dynamic-import' && inputs[path]?.format === 'cjs');
  if (unnamed !== undefined)
    throw new Error(`${unnamed.path} is CommonJS, imported on demand: it wants a row of ON_DEMAND`);
  return bundled;
}
