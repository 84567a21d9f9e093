// Compiles src/index/kernel/assembly (AssemblyScript) to dist/kernel.wasm. Nothing is done if no source has changed since.
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const ROOT = join(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'src/index/kernel/assembly');
const TARGET = join(ROOT, 'dist/kernel.wasm');

/** The compiler; its own types declare globals that hide Node's. */
type Asc = {
  main(
    argv: readonly string[],
    options: {readonly readFile: (path: string) => string | null},
  ): Promise<{readonly error: Error | null; readonly stderr: {toString(): string}}>;
};

/** Names what TARGET was made of. */
const STAMP = join(ROOT, 'dist/kernel.stamp');

const OPTIONS = [
  '-O3',
  ...['--enable', 'simd'],
  ...['--runtime', 'stub'],
  '--noAssert',
  '--converge',
  ...['--use', 'abort='],
  ...['--initialMemory', '256'],
];

/** Comparisons of the bytes at `at` with `text`, in steps of 8, 4, 2 and 1 bytes, of which the last may overlap. */
function comparison(at: string, text: string): string {
  const bytes = Buffer.from(text.replaceAll('\\n', '\n'), 'latin1');
  const terms: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    const left = bytes.length - from;
    const size = left >= 8 || bytes.length >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
    const start = Math.min(from, bytes.length - size);
    const constant = `0x${Buffer.from(bytes.subarray(start, start + size))
      .reverse()
      .toString('hex')}`;
    terms.push(`load<u${size * 8}>(${at}, ${start}) === <u${size * 8}>${constant}`);
    from = start + size;
  }
  return `(${terms.join(' && ')})`;
}

const lengthOf = (text: string) => text.replaceAll('\\n', '\n').length;

/** The macros of assembly/macros.d.ts, and `//@inline`, which is a decorator where only AssemblyScript reads it. */
export function expand(source: string): string {
  return source
    .replace(/\b(is|after)\(([^()',]*), '([^']*)'\)/g, (_, macro: string, at: string, text: string) =>
      macro === 'is' ? comparison(at, text) : `(${comparison(at, text)} ? ${at} + ${lengthOf(text)} : 0)`,
    )
    .replace(/^\/\/@inline$/gm, '// @ts-ignore: a decorator\n@inline');
}

function stampOf(): string {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  for (const name of readdirSync(SOURCE).sort()) hash.update(`\0${name}\0`).update(readFileSync(join(SOURCE, name)));
  return hash.digest('hex');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Makes dist/kernel.wasm, unless it is there already and up to date.
 * @throws Error with the compiler's messages.
 */
export async function buildKernel(): Promise<void> {
  const stamp = stampOf();
  if (readIfThere(STAMP) === stamp && readIfThere(TARGET) !== undefined) return;
  mkdirSync(dirname(TARGET), {recursive: true});
  const asc = (await import('assemblyscript/asc' as string)) as Asc;
  const {error, stderr} = await asc.main(
    [join(SOURCE, 'kernel.ts'), '--baseDir', '/', '--outFile', TARGET, ...OPTIONS],
    {
      readFile: path => {
        const text = readIfThere(join('/', path));
        return text === undefined ? null : path.includes('kernel/assembly') ? expand(text) : text;
      },
    },
  );
  if (error !== null) throw new Error(`the kernel does not compile: ${error.message}\n${stderr.toString()}`);
  writeFileSync(STAMP, stamp);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernel();
