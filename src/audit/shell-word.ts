// One word of a POSIX shell: what is pasted there arrives as exactly this text, whatever it holds.

/** Words that no shell changes are left as they are, for reading. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** `text` may hold anything but NUL, which no argument can. */
export const shellWord = (text: string): string => (PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
