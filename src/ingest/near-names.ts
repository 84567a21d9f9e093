// Names that somebody who mistyped one may have meant.

/** Fewest insertions, deletions and replacements of one character from `a` to `b`. */
export function distance(a: string, b: string): number {
  let previous = Array.from({length: b.length + 1}, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replace, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}

/** At most three of `names`, nearest first. */
export function nearNames(wanted: string, names: readonly string[]): readonly string[] {
  const far = Math.max(2, Math.floor(wanted.length / 3));
  return names
    .map(name => ({name, far: name.startsWith(wanted) ? 1 : distance(wanted, name)}))
    .filter(near => near.far <= far)
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({name}) => name);
}
