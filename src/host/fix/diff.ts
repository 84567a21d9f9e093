// Changes as a unified diff that `patch -p1` takes in the root of the node.
import {structuredPatch} from 'diff';
import type {Change} from './apply.ts';

const CONTEXT = 3;

/** patch(1) takes a name up to a tab; one with a line break has no place in a diff. */
const isPlain = (file: string): boolean => !/[\t\n\r]/.test(file);

function hunksOf({before = '', after}: Change, context: number) {
  return structuredPatch('', '', before, after, '', '', {context}).hunks;
}

/** `inside`: a path without links, which patch(1) does not follow. */
export function unifiedDiff(changes: readonly Change[], inside: (file: string) => string = file => file): string {
  return changes
    .filter(({file}) => isPlain(file))
    .map(change => {
      const {before} = change;
      const file = inside(change.file);
      const head = [before === undefined ? '--- /dev/null' : `--- a${file}`, `+++ b${file}`];
      const hunks = hunksOf(change, CONTEXT).flatMap(({oldStart, oldLines, newStart, newLines, lines}) => [
        `@@ -${oldLines === 0 && before === undefined ? 0 : oldStart},${oldLines} +${newStart},${newLines} @@`,
        ...lines,
      ]);
      return `${[...head, ...hunks].join('\n')}\n`;
    })
    .join('');
}

export type ChangedLine = {readonly sign: '+' | '-'; readonly line: number; readonly text: string};

/** Lines that go and come, each with its number in the old or the new file. */
export function changedLines(change: Change): readonly ChangedLine[] {
  return hunksOf(change, 0).flatMap(({oldStart, newStart, lines}) => {
    let [old, now] = [oldStart, newStart];
    return lines.flatMap((text): readonly ChangedLine[] => {
      if (text.startsWith('-')) return [{sign: '-', line: old++, text: text.slice(1)}];
      if (text.startsWith('+')) return [{sign: '+', line: now++, text: text.slice(1)}];
      return [];
    });
  });
}
