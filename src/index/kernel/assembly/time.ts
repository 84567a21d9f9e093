// MicroTime as the API server writes it, `2026-11-20T10:02:11.310250Z`, from 1970 to 2254. As src/audit/time.ts, but every
// other form is refused.

/** Length of a MicroTime. */
export const TIME_BYTES = 27;

/** The last date, hour and minute, and their microseconds: nearly all lines have those of the line before. */
let minuteText: v128 = i8x16.splat(0);
let minuteTime: f64 = 0;

//@inline
function digit(at: usize): u32 {
  return <u32>load<u8>(at) - 0x30;
}

/** Two digits, or a number over 99. */
function two(at: usize): u32 {
  const tens = digit(at);
  const ones = digit(at + 1);
  return tens > 9 || ones > 9 ? 1000 : tens * 10 + ones;
}

function daysIn(year: u32, month: u32): u32 {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01. */
function daysOf(year: u32, month: u32, day: u32): u32 {
  const y = year - (month <= 2 ? 1 : 0);
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return y * 365 + y / 4 - y / 100 + y / 400 + dayOfYear - 719468;
}

/** Takes `YYYY-MM-DDTHH:MM` at `at` for the minute at hand. */
function readMinute(at: usize): bool {
  const year = two(at) * 100 + two(at + 2);
  const month = two(at + 5);
  const day = two(at + 8);
  const hour = two(at + 11);
  const minute = two(at + 14);
  const isFramed =
    load<u8>(at, 4) === 0x2d && load<u8>(at, 7) === 0x2d && load<u8>(at, 10) === 0x54 && load<u8>(at, 13) === 0x3a;
  if (!isFramed || year < 1970 || year > 2254 || month < 1 || month > 12) return false;
  if (day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59) return false;
  minuteTime = (<f64>daysOf(year, month, day) * 1440 + <f64>(hour * 60 + minute)) * 60000000;
  minuteText = v128.load(at);
  return true;
}

/** Microseconds since the epoch; -1 if the bytes at `at` have another form. */
export function timeAt(at: usize): f64 {
  if (v128.any_true(v128.xor(v128.load(at), minuteText)) && !readMinute(at)) return -1;
  const second = two(at + 17);
  const micros = two(at + 20) * 10000 + two(at + 22) * 100 + two(at + 24);
  if (second > 59 || two(at + 20) > 99 || two(at + 22) > 99 || two(at + 24) > 99) return -1;
  if (load<u8>(at, 16) !== 0x3a || load<u8>(at, 19) !== 0x2e || load<u8>(at, 26) !== 0x5a) return -1;
  return minuteTime + <f64>(second * 1000000 + micros);
}
