// Copying by OSC 52: the terminal that the user sits at puts the text into its clipboard, over any number of ssh hops, if it
// is allowed to. tmux and screen swallow the sequence unless it is wrapped for them.

/** Terminals drop what is longer than 100,000 characters with its base64: the least that common ones take. */
export const MOST_BYTES = 74_994;

/** screen reads a device control string up to some hundred bytes. */
const SCREEN_CHUNK = 240;

type Env = Readonly<Record<string, string | undefined>>;

const plain = (base64: string): string => `\x1b]52;c;${base64}\x07`;

function forScreen(base64: string): string {
  const text = plain(base64);
  const chunks: string[] = [];
  for (let at = 0; at < text.length; at += SCREEN_CHUNK) chunks.push(`\x1bP${text.slice(at, at + SCREEN_CHUNK)}\x1b\\`);
  return chunks.join('');
}

/** The bytes to write; undefined if the text is longer than a terminal takes. */
export function clipboardSequence(text: string, env: Env): string | undefined {
  const bytes = Buffer.from(text);
  if (bytes.length > MOST_BYTES) return undefined;
  const base64 = bytes.toString('base64');
  const isTmux = (env.TMUX ?? '') !== '';
  // With set-clipboard on tmux takes the plain one, with allow-passthrough on the wrapped one.
  if (isTmux) return `${plain(base64)}\x1bPtmux;${plain(base64).replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
  return (env.STY ?? '') === '' ? plain(base64) : forScreen(base64);
}

/** What must be set for it to arrive. */
export const whatAllows = (env: Env): string =>
  (env.TMUX ?? '') === ''
    ? 'if the terminal allows OSC 52'
    : 'if the terminal allows OSC 52 and tmux has set-clipboard or allow-passthrough on';
