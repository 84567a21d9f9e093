// npm run docs: fills the tables of the Markdown files from the code, and makes the man page. With --check it only says which are out of date.
import {existsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {filled, pages, pageText, ROOT, WHOLE} from './docs/blocks.ts';

function fail(message: string): never {
  console.error(`docs: ${message}`);
  process.exit(2);
}

function isCheck(): boolean {
  try {
    return parseArgs({options: {check: {type: 'boolean', default: false}}}).values.check;
  } catch {
    return fail('usage: node scripts/docs.ts [--check]');
  }
}

function newText(page: string): string {
  try {
    return filled(pageText(page));
  } catch (error) {
    return fail(`${page}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const check = isCheck();
const isThere = (page: string) => existsSync(join(ROOT, page));
const stale = [
  ...pages().map(page => ({page, text: newText(page)})),
  ...Object.entries(WHOLE).map(([page, make]) => ({page, text: make()})),
].filter(({page, text}) => !isThere(page) || text !== pageText(page));

if (check) {
  const names = stale.map(({page}) => page).join(', ');
  if (stale.length > 0) console.error(`docs: ${names} are out of date; run npm run docs`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const {page, text} of stale) writeFileSync(join(ROOT, page), text);
  console.log(stale.length === 0 ? 'the docs are up to date' : `filled ${stale.map(({page}) => page).join(', ')}`);
}
