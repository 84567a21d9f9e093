// How often property tests try. Usually as often as finds the faults that they were made for; TEST_RUNS=20 in the environment makes
// it twenty times as often, for a night.

const TIMES = Number(process.env.TEST_RUNS ?? 1);

/** @returns `usual` or, where it was asked for, that many times as many. */
export const runs = (usual: number): number => Math.ceil(usual * TIMES);
