// Regular expressions of the query language, which are JavaScript's, for the server, whose are RE2's. What RE2 has not, or
// means otherwise, is refused with a reason, never sent to mean something else.

export type Re2 = {readonly ok: true; readonly pattern: string} | {readonly ok: false; readonly reason: string};

const refused = (reason: string): Re2 => ({ok: false, reason});

/** Escapes that both have, with the same meaning for ASCII. */
const SAME = /[dDwWsSbBnrtfv\\^$.*+?()[\]{}|/\-"'`,:;<>!#%&~=@ ]/;

/** Ignoring case, the dot no newline, as in JavaScript without flags `s` and `m`. */
export function toRe2(source: string): Re2 {
  let pattern = '(?i-s)';
  let inClass = false;
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at);
    const look = /^\(\?(?:<?[=!])/.exec(rest);
    if (!inClass && look !== null) return refused('it looks ahead or behind, which the server cannot');
    if (!inClass && (rest.startsWith('[]') || rest.startsWith('[^]')))
      return refused('an empty class means something else to the server');
    if (inClass && rest.startsWith('[:')) return refused('[: in a class means something else to the server');
    if (source[at] === '\\') {
      const code = /^\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))/.exec(rest);
      if (code !== null) {
        pattern += `\\x{${code[1] ?? code[2] ?? code[3]}}`;
        at += code[0].length;
        continue;
      }
      const escaped = source[at + 1] ?? '';
      if (/[1-9k]/.test(escaped)) return refused('it refers back to a group, which the server cannot');
      if (escaped === '0') pattern += '\\x{0}';
      else if (SAME.test(escaped)) pattern += /[dDwWsSbBnrtfv]/.test(escaped) ? `\\${escaped}` : quoted(escaped);
      else if (/[pP]/.test(escaped)) {
        const named = /^\\[pP]\{(\w+)\}/.exec(rest);
        if (named === null) return refused(`\\${escaped} means something else to the server`);
        pattern += named[0];
        at += named[0].length;
        continue;
      } else return refused(`\\${escaped} means something else to the server`);
      at += 2;
      continue;
    }
    if (source[at] === '[' && !inClass) inClass = true;
    else if (source[at] === '[') {
      pattern += '\\[';
      at++;
      continue;
    } else if (source[at] === ']') inClass = false;
    pattern += source[at];
    at++;
  }
  return {ok: true, pattern};
}

const quoted = (char: string) => (/[\w ]/.test(char) ? char : `\\${char}`);
