// What work costs by the processor, which a busy machine does not change much: for what must not grow with the square of its input.

/** Milliseconds of processor time that this thread takes for `work`, which does not wait for anything. */
export function effort(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const {user, system} = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
