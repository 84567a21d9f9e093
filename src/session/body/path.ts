// Paths inside a body, as the query language writes them: what a line shows can be filtered by as it stands.

const BARE = /^[A-Za-z_][\w-]*$/;

/** `metadata` + `name` is `metadata.name`; a key of other characters is quoted: `metadata.annotations["a.b/c"]`. */
export function childKey(path: string, key: string): string {
  if (!BARE.test(key)) return `${path}["${key.replace(/[\\"]/g, '\\$&')}"]`;
  return path === '' ? key : `${path}.${key}`;
}

export const childIndex = (path: string, index: number): string => `${path}[${index}]`;

const SEGMENT = /\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\["([^\\"]*(?:\\.[^\\"]*)*)"\]/sy;

/** The keys and indices of a path made here, as FieldRef has them: `containers[0].image` is `containers`, `0`, `image`. */
export function segmentsOf(path: string): readonly string[] {
  const segments: string[] = [];
  SEGMENT.lastIndex = 0;
  while (SEGMENT.lastIndex < path.length) {
    const match = SEGMENT.exec(path);
    if (match === null) break;
    segments.push(match[1] ?? match[2] ?? match[3]!.replace(/\\(["\\])/g, '$1'));
  }
  return segments;
}
