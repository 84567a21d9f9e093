// Ink looks at every text of the screen in each frame; most are as they were in the frame before.

const MOST = 4096;

/** `work`, which depends on its text alone, done once for a text. */
export function known<T>(work: (text: string) => T): (text: string) => T {
  const before = new Map<string, T>();
  return text => {
    const found = before.get(text);
    if (found !== undefined) return found;
    const made = work(text);
    if (before.size >= MOST) before.clear();
    before.set(text, made);
    return made;
  };
}
