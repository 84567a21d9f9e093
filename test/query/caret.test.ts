import {expect, test} from 'vitest';
import {caret} from '../../src/query/caret.ts';
import {parse} from '../../src/query/parse.ts';
import {UTC} from './samples.ts';

function draw(text: string): string {
  const parsed = parse(text, UTC);
  return parsed.ok ? '' : caret(text, parsed.error);
}

test('carets stand under the place, with the message and the suggestion', () => {
  expect(draw('verb:get usr:alice')).toBe(
    'verb:get usr:alice\n' +
      '         ^^^ No field is called usr. To search for the text itself, quote it: "usr:alice". Did you mean user?',
  );
});

test('a place at the end has one caret', () => {
  expect(draw('verb:').split('\n')[1]).toMatch(/^ {5}\^ A value is missing/);
});

test('control characters are shown, and wide ones counted as two cells', () => {
  const [text, carets] = draw('"\u001b[31m日" usr:\u001b[2J').split('\n');
  expect(text).toBe('"␛[31m日" usr:␛[2J');
  expect(carets).toMatch(/^ {10}\^\^\^ /);
  expect(carets).not.toContain('\u001b');
});
