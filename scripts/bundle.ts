// How programs of this repository are bundled: one ESM file each, with the scan kernel and the scan worker inside.
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {type BuildResult, build, type Plugin} from 'esbuild';
import {buildKernel} from './kernel.ts';

const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string};

/** A program of its own, as one script: a worker is started from this text. */
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
    name: 'worker-inside',
    setup(b) {
      b.onLoad({filter: /index[\\/]worker-code\.ts$/}, async () => ({
        contents: `export const workerCode = () => ({code: ${JSON.stringify(await workerProgram())}, eval: true});`,
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

/** Ink with our canvas in place of its own: see src/screen/ink/output.ts. */
const canvas: Plugin = {
  name: 'canvas-in-ink',
  setup(b) {
    const own = resolve('node_modules/ink/build/output.js');
    b.onResolve({filter: /^\.\/output\.js$/}, ({importer}) =>
      importer.endsWith('ink/build/renderer.js') ? {path: own, namespace: 'canvas'} : undefined,
    );
    b.onLoad({filter: /.*/, namespace: 'canvas'}, () => ({
      contents: `import Own from ${JSON.stringify(own)};
import {fastCanvas} from ${JSON.stringify(resolve('src/screen/ink/output.ts'))};
export default fastCanvas(Own);`,
      resolveDir: process.cwd(),
    }));
  },
};

export async function bundle(entry: string, outfile: string): Promise<BuildResult<{metafile: true}>> {
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
    plugins: [...plugins, canvas],
    metafile: true,
    logLevel: 'warning',
  });
}
