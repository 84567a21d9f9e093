// What the bundle puts around modules of Ink, and of what Ink stands on.
import {readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {Plugin} from 'esbuild';

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

export const aroundInk: Plugin = {
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

/** Yoga's loader, an ESM file that carries its WebAssembly as a data URL. */
const YOGA = /yoga-wasm-base64-esm\.js$/;
const DATA_URL = /"data:application\/octet-stream;base64,([A-Za-z0-9+/=]+)"/;
const EXPORT = 'export default loadYoga;';

/**
 * Ink's layout is WebAssembly, which its loader has fetched from a data URL: of Node's whole client for HTTP, loaded for that
 * alone, every start paid more than for the layout itself. Here it is compiled from its bytes, while this thread does something else.
 */
export const yogaFromBytes: Plugin = {
  name: 'yoga-from-bytes',
  setup(b) {
    b.onLoad({filter: YOGA}, async ({path}) => {
      const text = await readFile(path, 'utf8');
      const bytes = DATA_URL.exec(text)?.[1];
      if (bytes === undefined || !text.includes(EXPORT))
        throw new Error(`${path} is not as scripts/bundle/ink.ts knows it`);
      const loader = text.replace(DATA_URL, '"yoga.wasm"').replace(EXPORT, '');
      return {
        contents: `${loader}
const bytes = Buffer.from(${JSON.stringify(bytes)}, 'base64');
export default () => loadYoga({
  instantiateWasm(imports, done) {
    WebAssembly.instantiate(bytes, imports).then(({instance}) => done(instance));
    return {};
  },
});`,
      };
    });
  },
};
