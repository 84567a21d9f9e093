// Which packages the bundle holds: esbuild names every file that went into it, the lockfile has their versions and hashes.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Metafile} from 'esbuild';

export type Part = {
  /** As it is installed; the lockfile may have another package under that name. */
  readonly name: string;
  readonly version: string;
  /** As SPDX has it. */
  readonly licence: string;
  /** Of the tarball, as npm has it. */
  readonly integrity?: string;
  /** The texts that must come along: licence and notices. */
  readonly texts: readonly string[];
};

type Lock = {
  readonly packages: Readonly<
    Record<
      string,
      {readonly name?: string; readonly version?: string; readonly integrity?: string; readonly license?: string}
    >
  >;
};

/** Licences that allow what is done here: everything is bundled, changed by that, and passed on. */
export const LICENCES: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
];

/** Compiled into the kernel, whose compiler esbuild knows nothing of: what of its library the kernel uses. */
const KERNEL = ['node_modules/assemblyscript'];

const mit = (holder: string): string => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

/** Of packages that name their licence in each file, and come without its text. */
const MISSING: Readonly<Record<string, string>> = {'yoga-layout': mit('Meta Platforms, Inc. and affiliates.')};

/** `node_modules/a/node_modules/@b/c/d.js` is of `node_modules/a/node_modules/@b/c`. */
const FOLDER = /^(.*\/)?(node_modules\/(?:@[^/]+\/)?[^/]+)(?=\/)/;

/** Folders of packages, of which at least one byte is in the bundle. */
export function foldersOf({outputs}: Metafile): readonly string[] {
  const files = Object.values(outputs).flatMap(({inputs}) =>
    Object.entries(inputs).flatMap(([file, {bytesInOutput}]) => (bytesInOutput > 0 ? [file] : [])),
  );
  // Plugins name a file after their own name and a colon.
  const folders = files.flatMap(file => {
    const path = file.replace(/^[\w-]+:/, '');
    const at = path.indexOf('node_modules/');
    return at === -1 ? [] : [(FOLDER.exec(path.slice(at)) ?? [])[0] ?? path.slice(at)];
  });
  return [...new Set([...folders, ...KERNEL])].sort();
}

const TEXT = /^(?:licen[cs]e|notice|copying)/i;

/** @throws Error with one sentence if a package is not in the lockfile */
export function partsOf(metafile: Metafile, root = '.'): readonly Part[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const parts = foldersOf(metafile).map((folder): Part => {
    const locked = lock.packages[folder];
    if (locked?.version === undefined) throw new Error(`${folder} is in the bundle, and not in package-lock.json.`);
    const path = join(root, folder);
    const own = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {readonly license?: string};
    const files = readdirSync(path).filter(file => TEXT.test(file));
    const texts = files.sort().map(file => readFileSync(join(path, file), 'utf8').trim());
    const name = locked.name ?? folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return {
      name,
      version: locked.version,
      licence: locked.license ?? own.license ?? 'unknown',
      ...(locked.integrity === undefined ? {} : {integrity: locked.integrity}),
      texts: texts.length === 0 && MISSING[name] !== undefined ? [MISSING[name]] : texts,
    };
  });
  // The same version may be installed in several places.
  return [...new Map(parts.map(part => [`${part.name}@${part.version}`, part])).values()];
}

/** Parts whose licence is not one of LICENCES, each as a few words. */
export const unlicensed = (parts: readonly Part[]): readonly string[] =>
  parts
    .filter(({licence}) => !LICENCES.includes(licence))
    .map(({name, version, licence}) => `${name}@${version} (${licence})`);
