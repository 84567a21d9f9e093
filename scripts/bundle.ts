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

/** Modules of Ink, and one that it uses, with what is put around them: see src/screen/ink/. */
const AROUND_INK = [
  {from: './output.js', file: 'node_modules/ink/build/output.js', by: 'src/screen/ink/output.ts', name: 'fastCanvas'},
  {
    from: './sanitize-ansi.js',
    file: 'node_modules/ink/build/sanitize-ansi.js',
    by: 'src/screen/ink/known.ts',
    name: 'known',
  },
  {from: 'widest-line', file: 'node_modules/widest-line/index.js', by: 'src/screen/ink/known.ts', name: 'known'},
] as const;

const aroundInk: Plugin = {
  name: 'around-ink',
  setup(b) {
    for (const {from, file, by, name} of AROUND_INK) {
      const path = resolve(file);
      b.onResolve({filter: new RegExp(`^${from.replaceAll('.', '\\.')}$`)}, ({importer, namespace}) =>
        namespace === 'file' && /node_modules.ink.build/.test(importer) ? {path, namespace: 'around-ink'} : undefined,
      );
      b.onLoad(
        {
          filter: new RegExp(`${from.replace(/^\.\//, '').replaceAll('.', '\\.')}(?:.index\\.js)?$`),
          namespace: 'around-ink',
        },
        () => ({
          contents: `import own from ${JSON.stringify(path)};
import {${name}} from ${JSON.stringify(resolve(by))};
export default ${name}(own);`,
          resolveDir: process.cwd(),
        }),
      );
    }
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
    plugins: [...plugins, aroundInk],
    metafile: true,
    logLevel: 'warning',
  });
}
