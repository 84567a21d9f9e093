// How programs of this repository are bundled: one ESM file each, with the scan kernel and the scan worker inside.
import {readFileSync} from 'node:fs';
import {type BuildResult, build, type Plugin} from 'esbuild';
import {aroundInk, yogaFromBytes} from './bundle/ink.ts';
import {buildKernel} from './kernel.ts';

const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string};

/**
 * Where the scan worker is: as text `inside` the program, which then is one file, or in a file `beside` it, called
 * worker.js: a runtime that compiles ahead does so with files only.
 */
export type WorkerPlace = 'inside' | 'beside';

/** The scan worker, a program of its own, as one script. */
export async function workerProgram(): Promise<string> {
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
          ? "export const workerCode = () => ({code: new URL('./worker.js', import.meta.url), eval: false});"
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

export async function bundle(
  entry: string,
  outfile: string,
  place: WorkerPlace = 'inside',
): Promise<BuildResult<{metafile: true}>> {
  await buildKernel();
  return build({
    entryPoints: [entry],
    outfile,
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
    // Some bundled CommonJS packages call require().
    banner: {
      js: "import {createRequire as __createRequire} from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
    loader: {'.wasm': 'binary'},
    plugins: [...plugins, worker(place), aroundInk, yogaFromBytes],
    metafile: true,
    logLevel: 'warning',
  });
}
