// requestObject and responseObject are jumped over, 64 bytes at a time: of a body only its end matters, which is where as many
// brackets are closed as were opened, outside strings. Bit n of a mask stands for byte n of the 64.

//@inline
function maskOf(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    ((<u64>(<u32>i8x16.bitmask(b))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(c))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(d))) << 48)
  );
}

//@inline
function equal(a: v128, b: v128, c: v128, d: v128, byte: u8): u64 {
  const v = i8x16.splat(byte);
  return maskOf(i8x16.eq(a, v), i8x16.eq(b, v), i8x16.eq(c, v), i8x16.eq(d, v));
}

/** Each bit becomes the parity of itself and all bits below. */
//@inline
function parity(bits: u64): u64 {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ (bits << 32);
}

/**
 * The address after the object or array that begins at `at`; 0 if a control character comes before its end. A valid line goes
 * on for more than 64 bytes after a body, so its newline is never among the 64 that hold the end.
 */
export function afterBody(at: usize): usize {
  let depth: u32 = 0;
  /** All ones inside a string. */
  let inString: u64 = 0;
  /** 1 if the first of the next 64 bytes is escaped. */
  let escaped: u64 = 0;
  while (true) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const least = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d));
    if (v128.any_true(i8x16.eq(i8x16.min_u(least, i8x16.splat(0x1f)), least))) return 0;

    let quotes = equal(a, b, c, d, 0x22);
    const backslashes = equal(a, b, c, d, 0x5c);
    if ((backslashes | escaped) !== 0) {
      // A run of backslashes of odd length escapes what follows it.
      let marks = backslashes & ~escaped;
      let hit = escaped;
      escaped = 0;
      while (marks !== 0) {
        const first = marks & (0 - marks);
        const next = first << 1;
        hit |= next;
        if (next === 0) escaped = 1;
        marks &= ~(first | next);
      }
      quotes &= ~hit;
    }
    const strings = parity(quotes) ^ inString;
    inString = <u64>(<i64>strings >> 63);

    const bit5 = i8x16.splat(0x20);
    const e = v128.or(a, bit5);
    const f = v128.or(b, bit5);
    const g = v128.or(c, bit5);
    const h = v128.or(d, bit5);
    // '[' and '{', ']' and '}' differ in that bit only.
    const opens = equal(e, f, g, h, 0x7b) & ~strings;
    const closes = equal(e, f, g, h, 0x7d) & ~strings;
    const closing = <u32>popcnt(closes);
    if (closing < depth) {
      depth += <u32>popcnt(opens) - closing;
    } else {
      for (let both = opens | closes; both !== 0; both &= both - 1) {
        if ((opens & both & (0 - both)) !== 0) depth++;
        else if (--depth === 0) return at + <usize>ctz(both) + 1;
      }
    }
    at += 64;
  }
}
