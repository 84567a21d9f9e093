// Where things lie in the kernel's memory. The wrapper reads these places, so this file is plain enough to be both
// AssemblyScript and TypeScript. Every region is followed by at least 64 bytes, because vectors are read past the ends.

/** Coded fields, in the order of KERNEL_FIELDS. */
export const FIELD_COUNT = 20;

/** Rows in the columns at most; more are scanned in the next call. Small, so that the columns stay in the cache. */
export const MAX_ROWS = 2048;

/** Where each field of the line at hand lies: address and length a field; length 0 is absent. */
export const FOUND = 1024;
/** The value that each field had last: address in the arena, length, code, unused. */
export const LAST = FOUND + FIELD_COUNT * 8 + 64;
/** Number of codes given out, a field. */
export const COUNTS = LAST + FIELD_COUNT * 16 + 64;
/** Field, address and length of each value that this call met for the first time. In place of a field, OTHER_ID and a row. */
export const ADDED = 4096;
export const ADDED_BYTES = 12;
export const MAX_ADDED = 16384;
export const OTHER_ID = 0x40000000;
/** Rows before it, start, end and newlines before it, of each line that was declined. */
export const DECLINED = ADDED + MAX_ADDED * ADDED_BYTES + 64;
export const DECLINED_BYTES = 16;
export const MAX_DECLINED = 2048;
/** The columns, each MAX_ROWS long. */
export const STAGE_TIME = DECLINED + MAX_DECLINED * DECLINED_BYTES + 64;
export const SINCE_RECEIVED = STAGE_TIME + MAX_ROWS * 8;
export const AUDIT_ID = SINCE_RECEIVED + MAX_ROWS * 8;
export const OFFSET = AUDIT_ID + MAX_ROWS * 16;
export const LENGTH = OFFSET + MAX_ROWS * 4;
export const CODES = LENGTH + MAX_ROWS * 4;
/** Open addressing; a slot is hash, address, field and length, code. Address 0 is a free slot. */
export const SLOTS = 1048576;
export const SLOT_BITS = 17;
export const MAX_VALUES = 98304;
/** The bytes of all values. */
export const ARENA = SLOTS + (16 << SLOT_BITS) + 64;
export const ARENA_BYTES = 4194304;
/** What memo.ts keeps. */
export const MEMOS = 7340032 + 65536;
export const MEMO_BYTES = 1572864;
/** The block. */
export const BLOCK = MEMOS + MEMO_BYTES + 1024;
/** Bytes that must exist after the block. The first is a newline, at which every scan stops. */
export const PADDING = 256;
