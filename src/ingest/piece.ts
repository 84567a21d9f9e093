// Container runtimes log what a container writes, line by line, and cut lines longer than 16 KiB into pieces. This tells by one
// line of such a log which stream it belongs to and whether it ends a line of the container, without parsing it.
import {EVENT_START} from './event-shape.ts';

/** The streams whose pieces are joined: stdout and stderr, of containerd or CRI-O and of Docker. */
export const STREAMS = 4;

export type Piece = {
  readonly form: 'CRI' | 'docker';
  /** Less than STREAMS. Only pieces of the same stream belong together. */
  readonly stream: number;
  /** It ends the line that the container wrote. */
  readonly isLast: boolean;
  /** An event begins here, so what its stream left open is never finished. */
  readonly beginsEvent: boolean;
  /** Where in the line the content begins. */
  readonly content: number;
};

/** `<RFC 3339> <stream> <P|F, then tags after colons> <content>`: the log format of the Container Runtime Interface. The content may be empty. */
const CRI = /^\d\S{9,40} (stdout|stderr) ([PF])(?::\S{0,40})?(?: |$|(?=[\r\n]))/;

/** `{"log":"<content>","stream":"stdout","time":"…"}`, possibly with `attrs`: Docker's json-file driver. */
const DOCKER_START = '{"log":"';
const DOCKER_EVENT = `{"log":${JSON.stringify(EVENT_START).slice(0, -1)}`;
/** No quotes stand like this in a string. */
const DOCKER_STREAM = '","stream":"std';

/** Enough for the beginning of an event after a prefix, and for the end of a line after its content. */
const HEAD = 160;
const TAIL = 512;

const [DIGIT_0, DIGIT_9, BRACE, LETTER_L] = [0x30, 0x39, 0x7b, 0x6c];

function criPiece(head: string): Piece | undefined {
  const match = CRI.exec(head);
  if (match === null) return undefined;
  const content = match[0].length;
  return {
    form: 'CRI',
    stream: match[1] === 'stdout' ? 0 : 1,
    isLast: match[2] === 'F',
    beginsEvent: head.startsWith(EVENT_START, content),
    content,
  };
}

function dockerPiece(head: string, tail: string): Piece | undefined {
  if (!head.startsWith(DOCKER_START)) return undefined;
  const at = tail.lastIndexOf(DOCKER_STREAM);
  if (at === -1) return undefined;
  // A newline is written \n; after an even number of backslashes an n is just that.
  let from = at - 1;
  while (tail[from - 1] === '\\') from--;
  const isLast = tail[at - 1] === 'n' && (at - from) % 2 === 0;
  return {
    form: 'docker',
    stream: tail.startsWith('out"', at + DOCKER_STREAM.length) ? 2 : 3,
    isLast,
    beginsEvent: head.startsWith(DOCKER_EVENT),
    content: DOCKER_START.length,
  };
}

/** After NULs: a file that was truncated, or lost what was in it. */
function afterHole(line: string): Piece | undefined {
  const rest = line.replace(/^\0+/, '');
  const piece = pieceOf(rest);
  return piece && {...piece, content: piece.content + line.length - rest.length};
}

/** @returns `undefined` if `line` is no line of a container's log. */
export function pieceOf(line: string): Piece | undefined {
  const first = line.charCodeAt(0);
  if (first === 0) return afterHole(line);
  if (first >= DIGIT_0 && first <= DIGIT_9) return criPiece(line.slice(0, HEAD));
  return first === BRACE ? dockerPiece(line.slice(0, HEAD), line.slice(-TAIL)) : undefined;
}

/** As `pieceOf`, of the bytes [line, to). Looks at three bytes of a line that is an event itself. */
export function pieceAt(bytes: Uint8Array, line: number, to: number): Piece | undefined {
  let from = line;
  while (from < to && bytes[from] === 0) from++;
  const piece = pieceAfterHole(bytes, from, to);
  return piece === undefined || from === line ? piece : {...piece, content: piece.content + from - line};
}

function pieceAfterHole(bytes: Uint8Array, from: number, to: number): Piece | undefined {
  const first = bytes[from]!;
  const text = (start: number, end: number): string => Buffer.prototype.latin1Slice.call(bytes, start, end);
  if (first >= DIGIT_0 && first <= DIGIT_9) return criPiece(text(from, Math.min(to, from + HEAD)));
  if (first !== BRACE || bytes[from + 2] !== LETTER_L) return undefined;
  return dockerPiece(text(from, Math.min(to, from + HEAD)), text(Math.max(from, to - TAIL), to));
}
