import {describe, expect, test} from 'vitest';
import {BIG, type Outline, outlineOf} from '../../src/audit/outline.ts';
import {finish} from '../../src/audit/steps.ts';

/** The containers of more than four characters: `<…>` around each of them, its commas as `;`. */
function drawn(text: string): string | undefined {
  const outline = finish(outlineOf(text, 4));
  if (outline === undefined) return undefined;
  const chars = [...text];
  const draw = ({from, to, commas, inner}: Outline): void => {
    chars[from] = `<${chars[from]}`;
    chars[to - 1] = `${chars[to - 1]}>`;
    for (const comma of commas) chars[comma] = ';';
    inner.forEach(draw);
  };
  draw(outline);
  return chars.join('');
}

describe('an outline', () => {
  test.each<[claim: string, text: string, drawn: string | undefined]>([
    ['has the commas of a map', '{"a":1,"b":2}', '<{"a":1;"b":2}>'],
    ['has those of a list', '[1,2,33]', '<[1;2;33]>'],
    ['goes into what is long and no further', '{"a":[1,2,3],"b":[1]}', '<{"a":<[1;2;3]>;"b":[1]}>'],
    ['goes into what is long in what is long', '[[[1,22],3],4]', '<[<[<[1;22]>;3]>;4]>'],
    ['knows brackets and commas in strings', '{"a,{[":"]},"}', '<{"a,{[":"]},"}>'],
    ['knows escaped quotes', String.raw`["\",",",\\",","]`, String.raw`<["\",";",\\";","]>`],
    ['ends with its container', '[1,22] [3]', '<[1;22]> [3]'],
    ['of what is short is none', '[1]', undefined],
    ['of what does not end is none', '[1,2,3', undefined],
    ['of a string that does not end is none', '[1,2,"3]', undefined],
    ['of what closes before it opens is none', '] [1,2]', undefined],
  ])('%s', (_, text, expected) => {
    expect(drawn(text)).toBe(expected);
  });

  test('tells no containers apart that lie deeper than eight levels', () => {
    const text = `${'['.repeat(20)}1,2,3,4,5${']'.repeat(20)}`;
    let levels = 0;
    for (let each = finish(outlineOf(text, 4)); each !== undefined; each = each.inner[0]) levels++;
    expect(levels).toBe(8);
  });

  test('rests on the way', () => {
    const steps = outlineOf(`[${'1,'.repeat(BIG * 2)}1]`);
    expect(steps.next().done).toBe(false);
    expect(finish(steps)?.commas).toHaveLength(BIG * 2);
  });
});
