// Bundles src/cli/main.ts into one ESM file, dist/audit-tui.js, which bin/audit-tui.js starts.
import {readFileSync} from 'node:fs';
import {build} from 'esbuild';
import {buildKernel} from './kernel.ts';

const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string};
const started = performance.now();

await buildKernel();

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

const result = await build({
  entryPoints: ['src/cli/main.ts'],
  outfile: 'dist/audit-tui.js',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  jsx: 'automatic',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  // React in development mode costs two to three times as much a frame.
  define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"', __VERSION__: JSON.stringify(version)},
  // Some bundled CommonJS packages call require().
  banner: {
    js: "import {createRequire as __createRequire} from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  loader: {'.wasm': 'binary'},
  plugins: [
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
  ],
  metafile: true,
  logLevel: 'warning',
});

if (!process.argv.includes('--quiet')) {
  const bytes = Object.values(result.metafile.outputs)[0]?.bytes ?? 0;
  console.log(`dist/audit-tui.js ${(bytes / 1024).toFixed(0)} KiB in ${(performance.now() - started).toFixed(0)} ms`);
}
