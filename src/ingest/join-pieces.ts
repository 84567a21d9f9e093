// From the lines of a record of a container's log to the lines that the container wrote.
import {type Piece, pieceOf} from './piece.ts';
import type {Part} from './wrappers/wrapper.ts';

export type Joined = {readonly form: Piece['form']; readonly parts: readonly Part[]};

/** What the container wrote, or `undefined` if Docker's line is no JSON. */
function contentOf(line: string, piece: Piece): string | undefined {
  if (piece.form === 'CRI') return line.slice(piece.content);
  try {
    const {log} = JSON.parse(line.replace(/^\0+/, '')) as {readonly log?: unknown};
    return typeof log === 'string' ? log : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The lines in `record`, in the order in which they ended; a line whose last piece is missing is a piece.
 * @returns `undefined` unless `record` begins with a piece that is not the last of its line.
 */
export function joinPieces(record: string): Joined | undefined {
  const newline = record.indexOf('\n');
  const first = pieceOf(newline === -1 ? record : record.slice(0, newline));
  if (first === undefined || first.isLast) return undefined;
  const open = new Map<number, string[]>();
  const parts: Part[] = [];
  const close = (stream: number, piece: boolean) => {
    const text = open.get(stream)?.join('');
    open.delete(stream);
    if (text !== undefined) parts.push({kind: 'text', text, piece});
  };
  for (const ended of record.split('\n')) {
    const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
    const piece = pieceOf(line);
    const content = piece === undefined ? undefined : contentOf(line, piece);
    if (piece === undefined || content === undefined) {
      parts.push({kind: 'text', text: line});
      continue;
    }
    const hole = /^\0*/.exec(line)![0];
    if (hole !== '') {
      for (const stream of [...open.keys()]) close(stream, true);
      parts.push({kind: 'text', text: hole});
    }
    if (piece.beginsEvent) close(piece.stream, true);
    if (piece.isLast && !open.has(piece.stream)) {
      parts.push({kind: 'text', text: content});
      continue;
    }
    const pieces = open.get(piece.stream) ?? [];
    pieces.push(content);
    open.set(piece.stream, pieces);
    if (piece.isLast) close(piece.stream, false);
  }
  for (const stream of [...open.keys()]) close(stream, true);
  return {form: first.form, parts};
}
