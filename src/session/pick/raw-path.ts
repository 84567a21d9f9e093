// Which values of a JSON text a line of it shows: those that begin there, then the one that goes on there.

type Frame = {readonly isList: boolean; key: string | undefined; index: number};

const TOKEN = /"(?:[^"\\]|\\[\s\S])*"?|[{}[\],:]|[^\s{}[\],:"]+/g;

function unquoted(token: string): string {
  try {
    return JSON.parse(token) as string;
  } catch {
    return token.slice(1, token.endsWith('"') ? -1 : undefined);
  }
}

const pathOf = (frames: readonly Frame[]): readonly string[] =>
  frames.map(({isList, key, index}) => (isList ? String(index) : (key ?? '')));

/** The keys and indices to each; none where [from, to) shows no value. Of keys alone it is the value of the last one. */
export function pathsInJson(text: string, from: number, to: number): readonly (readonly string[])[] {
  const frames: Frame[] = [];
  const begin: (readonly string[])[] = [];
  let goesOn: readonly string[] | undefined;
  let ofKey: readonly string[] | undefined;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null && match.index < to; match = TOKEN.exec(text)) {
    const token = match[0];
    const top = frames.at(-1);
    const isInside = match.index + token.length > from;
    if (token === '{' || token === '[') frames.push({isList: token === '[', key: undefined, index: 0});
    else if (token === '}' || token === ']') frames.pop();
    else if (token === ',') {
      if (top !== undefined) [top.key, top.index] = [undefined, top.index + 1];
    } else if (token === ':') continue;
    else if (top !== undefined && !top.isList && top.key === undefined) {
      top.key = unquoted(token);
      if (isInside) ofKey = pathOf(frames);
    } else if (match.index >= from) begin.push(pathOf(frames));
    else if (isInside) goesOn = pathOf(frames);
  }
  const other = goesOn ?? (begin.length === 0 ? ofKey : undefined);
  return other === undefined ? begin : [...begin, other];
}
