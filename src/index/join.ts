// Joins the events of one chunk, on the thread that scanned it: most requests begin and end within a block, so that the main
// thread has one request to place instead of two or three events.

/** What is compared: `auditID` has four words a row. */
export type JoinColumns = {
  readonly stageTime: Float64Array;
  readonly sinceReceived: Float64Array;
  readonly auditID: Uint32Array;
};

/** The requests of one chunk. Rows count from the first of the chunk. */
export type ChunkRequests = {
  /** A row of the same request; following it leads through all of them and back. */
  readonly next: Uint32Array;
  /** The latest row of each request, in the order in which the requests were met. */
  readonly latest: Uint32Array;
  /** `requestHash` of each of `latest`. */
  readonly hashes: Uint32Array;
  /** Events that were in the chunk already: the same request, stage and time. */
  readonly duplicates: number;
};

/** Of auditID and requestReceivedTimestamp. `first` and `last` are words of the auditID; NaN is no time. */
export const requestHash = (first: number, last: number, received: number): number =>
  // Of a number, imul takes the lowest 32 bits, and of NaN 0.
  (first ^ Math.imul(last, 0x9e3779b1) ^ Math.imul(received, 0x85ebca6b)) >>> 0;

/** Whether an event is later in its request than another: by stage, time, and at last by row. */
export const isLaterThan = (
  rank: number,
  time: number,
  row: number,
  otherRank: number,
  otherTime: number,
  otherRow: number,
): boolean => {
  if (rank !== otherRank) return rank > otherRank;
  if (time !== otherTime) return time > otherTime;
  return row > otherRow;
};

/** Row + 1 of the latest event of each request; grown and used again by the chunks of a thread. */
let slots = new Uint32Array(1 << 13);

/**
 * @param rankOf index in ROW_STAGES of a row's stage
 * @param others auditIDs that are no UUID, by row
 * @param room where the result goes: arrays of at least `rows` elements, whatever they hold
 */
export function joinRows(
  rows: number,
  {stageTime, sinceReceived, auditID}: JoinColumns,
  rankOf: (row: number) => number,
  others: ReadonlyMap<number, string>,
  {next, latest, hashes}: Pick<ChunkRequests, 'next' | 'latest' | 'hashes'>,
): ChunkRequests {
  if (slots.length < rows * 2) slots = new Uint32Array(2 ** Math.ceil(Math.log2(rows * 2)));
  else slots.fill(0);
  const mask = slots.length - 1;
  let count = 0;
  let duplicates = 0;

  const isSame = (a: number, b: number): boolean => {
    const i = a * 4;
    const j = b * 4;
    if (auditID[i] !== auditID[j] || auditID[i + 1] !== auditID[j + 1]) return false;
    if (auditID[i + 2] !== auditID[j + 2] || auditID[i + 3] !== auditID[j + 3]) return false;
    if (!Object.is(stageTime[a]! - sinceReceived[a]!, stageTime[b]! - sinceReceived[b]!)) return false;
    return others.size === 0 || others.get(a) === others.get(b);
  };
  const isLater = (a: number, b: number) => isLaterThan(rankOf(a), stageTime[a]!, a, rankOf(b), stageTime[b]!, b);
  const isKnown = (row: number, head: number): boolean => {
    let other = head;
    do {
      if (stageTime[other] === stageTime[row] && rankOf(other) === rankOf(row)) return true;
      other = next[other]!;
    } while (other !== head);
    return false;
  };

  for (let row = 0; row < rows; row++) {
    const hash = requestHash(auditID[row * 4]!, auditID[row * 4 + 3]!, stageTime[row]! - sinceReceived[row]!);
    let slot = hash & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const request = slots[slot]! - 1;
      if (hashes[request] === hash && isSame(latest[request]!, row)) break;
    }
    if (slots[slot] === 0) {
      hashes[count] = hash;
      latest[count] = row;
      next[row] = row;
      slots[slot] = ++count;
      continue;
    }
    const request = slots[slot]! - 1;
    const head = latest[request]!;
    if (isKnown(row, head)) duplicates++;
    next[row] = next[head]!;
    next[head] = row;
    if (isLater(row, head)) latest[request] = row;
  }
  return {
    next: next.subarray(0, rows),
    latest: latest.subarray(0, count),
    hashes: hashes.subarray(0, count),
    duplicates,
  };
}
