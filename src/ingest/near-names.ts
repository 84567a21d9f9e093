// Names that somebody who mistyped one may have meant.
import {editDistance} from '../query/nearest.ts';

/** At most three of `names`, nearest first. */
export function nearNames(wanted: string, names: readonly string[]): readonly string[] {
  const far = Math.max(2, Math.floor(wanted.length / 3));
  return names
    .map(name => ({name, far: name.startsWith(wanted) ? 1 : editDistance(wanted, name)}))
    .filter(near => near.far <= far)
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({name}) => name);
}
