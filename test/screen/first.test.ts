// The first frame waits for what comes soon, and for nothing else.
import {expect, test, vi} from 'vitest';
import {soon} from '../../src/screen/first.ts';

const LONG_MS = 2 ** 30;

/** News that a test tells by hand. */
function news() {
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {subscribe, listeners, tell: () => listeners.forEach(listener => void listener())};
}

test('what is there already is not waited for', async () => {
  const {subscribe, listeners} = news();
  await soon(() => true, subscribe, LONG_MS);
  expect(listeners.size).toBe(0);
});

test('news are looked at until they are the right ones', async () => {
  const {subscribe, listeners, tell} = news();
  let count = 0;
  let isDone = false;
  const waited = soon(() => count > 1, subscribe, LONG_MS).then(() => {
    isDone = true;
  });
  count++;
  tell();
  await Promise.resolve();
  expect(isDone).toBe(false);
  count++;
  tell();
  await waited;
  expect(listeners.size).toBe(0);
});

test('without news it ends all the same', async () => {
  vi.useFakeTimers();
  try {
    const {subscribe, listeners} = news();
    const waited = soon(() => false, subscribe, 60);
    vi.advanceTimersByTime(60);
    await waited;
    expect(listeners.size).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('a limit that has passed is no warning', async () => {
  const warned = vi.fn();
  process.on('warning', warned);
  const {subscribe, listeners} = news();
  await soon(() => false, subscribe, -5);
  // Warnings are told in the next tick.
  await new Promise(resolve => setImmediate(resolve));
  process.off('warning', warned);
  expect(warned).not.toHaveBeenCalled();
  expect(listeners.size).toBe(0);
});
