// The nearest of some known words, for "did you mean".

/** Edit distance with neighbours swapped as one edit, ignoring case. */
export function editDistance(left: string, right: string): number {
  const a = left.toLowerCase();
  const b = right.toLowerCase();
  let before: number[] = [];
  let previous = Array.from({length: b.length + 1}, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}

/** The candidate that a third of edits away or less looks like a slip of the same word; else one that begins with it. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word === '' || word.length > 40) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  const ranked = candidates
    .filter(candidate => candidate.length > 1)
    .map(candidate => ({candidate, distance: editDistance(word, candidate)}))
    .filter(({distance}) => distance <= limit && distance < word.length)
    .sort((a, b) => a.distance - b.distance);
  const lower = word.toLowerCase();
  return (
    ranked[0]?.candidate ??
    (word.length > 2 ? candidates.find(candidate => candidate.toLowerCase().startsWith(lower)) : undefined)
  );
}
