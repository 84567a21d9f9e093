// Strings, 16 bytes at a time. Scans stop at control characters, of which a line holds none but its newline: so no scan
// leaves its line, and the padding after the block ends the last one.

//@inline
function controls(v: v128): v128 {
  return i8x16.eq(i8x16.min_u(v, i8x16.splat(0x1f)), v);
}

/** Bit n: byte n ends a run of plain characters, being a quote, a backslash or a control character. */
//@inline
function stops(v: v128): i32 {
  const special = v128.or(i8x16.eq(v, i8x16.splat(0x22)), i8x16.eq(v, i8x16.splat(0x5c)));
  return i8x16.bitmask(v128.or(special, controls(v)));
}

//@inline
function isHexDigit(byte: u32): bool {
  return byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 6;
}

/** The address after the escape at `at`, where a backslash is; 0 if it is none of JSON's. */
function afterEscape(at: usize): usize {
  const byte: u32 = load<u8>(at, 1);
  switch (byte) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return at + 2;
    case 0x75:
      return isHexDigit(load<u8>(at, 2)) &&
        isHexDigit(load<u8>(at, 3)) &&
        isHexDigit(load<u8>(at, 4)) &&
        isHexDigit(load<u8>(at, 5))
        ? at + 6
        : 0;
    default:
      return 0;
  }
}

function endAfterStop(at: usize): usize {
  while (true) {
    const byte = load<u8>(at);
    if (byte === 0x22) return at;
    if (byte !== 0x5c) return 0;
    at = afterEscape(at);
    if (at === 0) return 0;
    let mask = stops(v128.load(at));
    while (mask === 0) {
      at += 16;
      mask = stops(v128.load(at));
    }
    at += ctz(mask);
  }
}

/** The address of the quote that ends the string whose characters begin at `at`; 0 if it is no string of JSON. */
//@inline
export function endOfString(at: usize): usize {
  let mask = stops(v128.load(at));
  while (mask === 0) {
    at += 16;
    mask = stops(v128.load(at));
  }
  at += ctz(mask);
  return load<u8>(at) === 0x22 ? at : endAfterStop(at);
}

/** As `endOfString`, but escapes are refused as well. */
//@inline
export function endOfPlain(at: usize): usize {
  let mask = stops(v128.load(at));
  while (mask === 0) {
    at += 16;
    mask = stops(v128.load(at));
  }
  at += ctz(mask);
  return load<u8>(at) === 0x22 ? at : 0;
}

/** The address of the first newline at or after `at`; there is one after the block. */
export function newlineFrom(at: usize): usize {
  while (true) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(10)));
    if (mask !== 0) return at + ctz(mask);
    at += 16;
  }
}

/** The first `byte` in [at, end), else `end`. */
export function indexOf(byte: u8, at: usize, end: usize): usize {
  while (at < end) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(byte)));
    if (mask !== 0) return min(at + ctz(mask), end);
    at += 16;
  }
  return end;
}

/** Whether two runs of bytes are the same. */
//@inline
export function isSame(a: usize, b: usize, length: u32): bool {
  let left = length;
  while (left > 16) {
    if (v128.any_true(v128.xor(v128.load(a), v128.load(b)))) return false;
    a += 16;
    b += 16;
    left -= 16;
  }
  return (i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b))) | (-1 << left)) === -1;
}
