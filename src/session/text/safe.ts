// Log text as it may stand on the screen outside of a request whose secrets were revealed: masked, and safe for a terminal.
// A value that is masked is not offered for keeping or dropping: the filter line would show what the cell hides.
import {redactValue} from '../../audit/redact.ts';
import {visible} from '../../audit/visible.ts';

const MOST = 20_000;
const LONGEST = 512;

/** The same few names stand in most rows. */
const known = new Map<string, string>();

/** Masked as in exports of a table, on one line. */
export function safe(text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  const shown = visible(redactValue(text));
  if (text.length <= LONGEST) {
    if (known.size >= MOST) known.clear();
    known.set(text, shown);
  }
  return shown;
}

/** Whether a part of it is masked where it is shown. */
export const holdsSecret = (text: string): boolean => safe(text) !== visible(text);

/** What a key says that would have to show a masked value. */
export const MASKED_VALUE = 'This value holds a secret: Enter opens the request, r shows it there, then + and - work.';
