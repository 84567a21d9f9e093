// requestURI taken apart: for exec, log, port-forward and the selectors of lists it is the only place where it says what
// was asked for. Decoded text still has to go through visible().

/** `raw` is how it was sent: `fieldManager=kubectl%20x`. */
export type Param = {readonly name: string; readonly value: string; readonly raw: string};

export type RequestTarget = {readonly path: string; readonly params: readonly Param[]};

/** `+` is a space in a query. Text that is not well-formed percent-encoding stays as it is. */
function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return text;
  }
}

/** Never throws; without a `?` there are no params. */
export function parseTarget(requestURI: string): RequestTarget {
  const mark = requestURI.indexOf('?');
  if (mark === -1) return {path: requestURI, params: []};
  const params = requestURI
    .slice(mark + 1)
    .split('&')
    .filter(part => part !== '')
    .map(part => {
      const equals = part.indexOf('=');
      return equals === -1
        ? {name: decode(part), value: '', raw: part}
        : {name: decode(part.slice(0, equals)), value: decode(part.slice(equals + 1)), raw: part};
    });
  return {path: requestURI.slice(0, mark), params};
}

export const paramOf = ({params}: RequestTarget, name: string): string | undefined =>
  params.find(param => param.name === name)?.value;

export const paramsOf = ({params}: RequestTarget, name: string): readonly string[] =>
  params.filter(param => param.name === name).map(param => param.value);

/** Arguments as one would type them into a shell, so that `sh -c 'id; id'` is told from `sh -c id ';' id`. */
export const shellWords = (words: readonly string[]): string =>
  words.map(word => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
