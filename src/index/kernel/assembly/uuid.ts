// auditIDs that are UUIDs in lower case: 36 characters become four words, as AuditIdColumn keeps them.

/** Length of a UUID. */
export const UUID_BYTES = 36;

/** The values of 16 hexadecimal digits; `ok` collects which are such digits. */
//@inline
function nibbles(digits: v128): v128 {
  const number = i8x16.sub(digits, i8x16.splat(0x30));
  const isNumber = i8x16.eq(i8x16.min_u(number, i8x16.splat(9)), number);
  return v128.bitselect(number, i8x16.sub(digits, i8x16.splat(0x57)), isNumber);
}

//@inline
function isHex(digits: v128): v128 {
  const number = i8x16.sub(digits, i8x16.splat(0x30));
  const letter = i8x16.sub(digits, i8x16.splat(0x61));
  const isNumber = i8x16.eq(i8x16.min_u(number, i8x16.splat(9)), number);
  return v128.or(isNumber, i8x16.eq(i8x16.min_u(letter, i8x16.splat(5)), letter));
}

/** Pairs of digits as bytes in the lower half of each 16 bits. */
//@inline
function pairs(digits: v128): v128 {
  const both = nibbles(digits);
  return v128.and(v128.or(i16x8.shl(both, 4), i16x8.shr_u(both, 8)), i16x8.splat(0xff));
}

/** Stores the words of the UUID at `at` to `to`; false if there is none. */
//@inline
export function storeUuid(at: usize, to: usize): bool {
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 20);
  const high = i8x16.shuffle(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17);
  const low = i8x16.shuffle(b, c, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 28, 29, 30, 31);
  if (!i8x16.all_true(v128.and(isHex(high), isHex(low)))) return false;
  if (load<u8>(at, 8) !== 0x2d || load<u8>(at, 13) !== 0x2d || load<u8>(at, 18) !== 0x2d || load<u8>(at, 23) !== 0x2d) {
    return false;
  }
  const bytes = i8x16.narrow_i16x8_u(pairs(high), pairs(low));
  v128.store(to, i8x16.shuffle(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
  return true;
}
