// The objects inside an event, each as Go writes it: keys in the order of its struct, each at most once. A function takes the
// address of the first byte of what it reads and gives the address after it, or 0 if it is anything else.
import {AUTHORIZATION_REASON, CODE, DECISION, found, REASON, SOURCE_IP, TRUNCATED} from './fields';
import {endOfPlain, endOfString, indexOf} from './text';

/** Where a value is not wanted. */
export const NO_FIELD: u32 = 255;

//@inline
function byteAt(at: usize): u32 {
  return <u32>load<u8>(at);
}

/** After a value of an object: at the next key if a comma comes; at the brace if the object ends; else 0. */
//@inline
function next(at: usize): usize {
  if (byteAt(at) === 0x2c) return byteAt(at + 1) === 0x22 ? at + 1 : 0;
  return byteAt(at) === 0x7d ? at : 0;
}

/** The strings of an array; `at` is after its bracket. Gives the address after the closing one. */
export function afterStrings(at: usize, field: u32): usize {
  if (byteAt(at) === 0x5d) return at + 1;
  while (true) {
    if (byteAt(at) !== 0x22) return 0;
    const end = endOfString(at + 1);
    if (end === 0) return 0;
    if (byteAt(end + 1) === 0x5d) {
      if (field === SOURCE_IP) found(field, at + 1, end);
      return end + 2;
    }
    if (byteAt(end + 1) !== 0x2c) return 0;
    at = end + 2;
  }
}

/** user.extra, from after its brace: lists of strings. */
function afterExtra(at: usize): usize {
  if (byteAt(at) === 0x7d) return at + 1;
  while (true) {
    if (byteAt(at) !== 0x22) return 0;
    at = endOfString(at + 1);
    if (at === 0 || byteAt(at + 1) !== 0x3a || byteAt(at + 2) !== 0x5b) return 0;
    at = afterStrings(at + 3, 0);
    if (at === 0) return 0;
    if (byteAt(at) === 0x7d) return at + 1;
    if (byteAt(at) !== 0x2c) return 0;
    at++;
  }
}

/** UserInfo, from after its brace. `groups` may be NO_FIELD. */
export function afterUser(at: usize, username: u32, groups: u32): usize {
  let to: usize = 0;
  to = after(at, '"username":"');
  if (to !== 0) {
    const end = endOfString(to);
    if (end === 0) return 0;
    found(username, to, end);
    at = next(end + 1);
    if (at === 0) return 0;
  }
  to = after(at, '"uid":"');
  if (to !== 0) {
    const end = endOfString(to);
    if (end === 0) return 0;
    at = next(end + 1);
    if (at === 0) return 0;
  }
  to = after(at, '"groups":[');
  if (to !== 0) {
    const end = afterStrings(to, 0);
    if (end === 0) return 0;
    if (groups !== NO_FIELD && end > to + 1) found(groups, to - 1, end);
    at = next(end);
    if (at === 0) return 0;
  }
  to = after(at, '"extra":{');
  if (to !== 0) {
    const end = afterExtra(to);
    if (end === 0) return 0;
    at = next(end);
    if (at === 0) return 0;
  }
  return byteAt(at) === 0x7d ? at + 1 : 0;
}

/** The digits of a whole number of at most nine, as JSON and JavaScript write it. */
function afterNumber(at: usize): usize {
  if (byteAt(at) === 0x30) return byteAt(at + 1) - 0x30 > 9 ? at + 1 : 0;
  const start = at;
  while (byteAt(at) - 0x30 < 10) at++;
  return at > start && at <= start + 9 ? at : 0;
}

/** One of the causes of a failure, from after its brace. */
function afterCause(at: usize): usize {
  for (let key = 0; key < 3; key++) {
    const to = key === 0 ? after(at, '"reason":"') : key === 1 ? after(at, '"message":"') : after(at, '"field":"');
    if (to === 0) continue;
    const end = endOfString(to);
    if (end === 0) return 0;
    at = next(end + 1);
    if (at === 0) return 0;
  }
  return byteAt(at) === 0x7d ? at + 1 : 0;
}

function afterCauses(at: usize): usize {
  if (byteAt(at) === 0x5d) return at + 1;
  while (true) {
    if (byteAt(at) !== 0x7b) return 0;
    at = afterCause(at + 1);
    if (at === 0) return 0;
    if (byteAt(at) === 0x5d) return at + 1;
    if (byteAt(at) !== 0x2c) return 0;
    at++;
  }
}

/** responseStatus.details, from after its brace. */
function afterDetails(at: usize): usize {
  for (let key = 0; key < 4; key++) {
    const to =
      key === 0
        ? after(at, '"name":"')
        : key === 1
          ? after(at, '"group":"')
          : key === 2
            ? after(at, '"kind":"')
            : after(at, '"uid":"');
    if (to === 0) continue;
    const end = endOfString(to);
    if (end === 0) return 0;
    at = next(end + 1);
    if (at === 0) return 0;
  }
  let to: usize = 0;
  to = after(at, '"causes":[');
  if (to !== 0) {
    at = afterCauses(to);
    if (at === 0) return 0;
    at = next(at);
    if (at === 0) return 0;
  }
  to = after(at, '"retryAfterSeconds":');
  if (to !== 0) {
    at = afterNumber(to);
    if (at === 0) return 0;
    at = next(at);
    if (at === 0) return 0;
  }
  return byteAt(at) === 0x7d ? at + 1 : 0;
}

/** responseStatus, from after its brace. */
export function afterStatus(at: usize): usize {
  let to: usize = 0;
  // Nearly all are of this form.
  to = after(at, '"metadata":{},"code":');
  if (to !== 0) {
    at = afterNumber(to);
    if (at === 0 || byteAt(at) !== 0x7d) return 0;
    found(CODE, to, at);
    return at + 1;
  }
  for (let key = 0; key < 2; key++) {
    to = key === 0 ? after(at, '"kind":"') : after(at, '"apiVersion":"');
    if (to === 0) continue;
    const end = endOfString(to);
    if (end === 0) return 0;
    at = next(end + 1);
    if (at === 0) return 0;
  }
  to = after(at, '"metadata":{}');
  if (to !== 0) {
    at = next(to);
    if (at === 0) return 0;
  }
  for (let key = 0; key < 3; key++) {
    to = key === 0 ? after(at, '"status":"') : key === 1 ? after(at, '"message":"') : after(at, '"reason":"');
    if (to === 0) continue;
    const end = endOfString(to);
    if (end === 0) return 0;
    if (key === 2) found(REASON, to, end);
    at = next(end + 1);
    if (at === 0) return 0;
  }
  to = after(at, '"details":{');
  if (to !== 0) {
    at = afterDetails(to);
    if (at === 0) return 0;
    at = next(at);
    if (at === 0) return 0;
  }
  to = after(at, '"code":');
  if (to !== 0) {
    at = afterNumber(to);
    if (at === 0) return 0;
    found(CODE, to, at);
    at = next(at);
    if (at === 0) return 0;
  }
  return byteAt(at) === 0x7d ? at + 1 : 0;
}

/** annotations, from after the brace: strings by keys without escapes, and none of those that are looked for twice. */
export function afterAnnotations(at: usize): usize {
  /** Bit n: field n has been found. */
  let seen: u32 = 0;
  if (byteAt(at) === 0x7d) return at + 1;
  while (true) {
    let field = DECISION;
    let to = after(at, '"authorization.k8s.io/decision":"');
    if (to === 0) {
      field = AUTHORIZATION_REASON;
      to = after(at, '"authorization.k8s.io/reason":"');
    }
    if (to === 0) {
      field = TRUNCATED;
      to = after(at, '"audit.k8s.io/truncated":"');
    }
    if (to === 0) {
      field = NO_FIELD;
      if (byteAt(at) !== 0x22) return 0;
      // A collector wrote _ for the dots: the readers give them back.
      if (after(at, '"authorization_k8s_io/') !== 0 || after(at, '"audit_k8s_io/') !== 0) return 0;
      const key = endOfPlain(at + 1);
      if (key === 0 || byteAt(key + 1) !== 0x3a || byteAt(key + 2) !== 0x22) return 0;
      to = key + 3;
    }
    const end = endOfString(to);
    if (end === 0) return 0;
    if (field !== NO_FIELD) {
      if ((seen & (1 << field)) !== 0) return 0;
      seen |= 1 << field;
      found(field, to, end);
    }
    at = end + 1;
    if (byteAt(at) === 0x7d) return at + 1;
    if (byteAt(at) !== 0x2c) return 0;
    at++;
  }
}

/** The end of the path in the URI [at, end). A question mark that is escaped is found by whoever decodes the path. */
export function endOfPath(at: usize, end: usize): usize {
  return indexOf(0x3f, at, end);
}
