// What the first frame waits for. One with rows costs as much as one without, so if rows come soon there is only one; if they do
// not, there is a frame all the same.

/** So long at most, in milliseconds. */
export const FIRST_MS = 80;

/** Resolves once `isThere`, looked at whenever `subscribe` tells of news, or after `limitMs`, which may have passed already. */
export function soon(
  isThere: () => boolean,
  subscribe: (listener: () => void) => () => void,
  limitMs: number,
): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const look = () => {
      if (isThere()) done();
    };
    const timer = setTimeout(done, Math.max(0, limitMs));
    const stop = subscribe(look);
    look();
  });
}
