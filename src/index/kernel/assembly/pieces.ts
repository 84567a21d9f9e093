// The parts of a line that are remembered whole (memo.ts): the user, the client, and the annotations with the end of the line.
import {
  AUTHORIZATION_REASON,
  codeAt,
  DECISION,
  found,
  foundCode,
  GROUPS,
  IMPERSONATED,
  SOURCE_IP,
  TRUNCATED,
  USER_AGENT,
  USERNAME,
} from './fields';
import {CLIENTS, codeIn, hashOf32, lengthOf, REASONS, recall, remember, USERS} from './memo';
import {afterAnnotations, afterStrings, afterUser, NO_FIELD} from './parts';
import {endOfString} from './text';

/** The pieces of the line at hand that were not remembered: where each begins and ends, 0 if there is none. */
let userAt: usize = 0;
let userEnd: usize = 0;
let userHash: u64 = 0;
let clientAt: usize = 0;
let clientEnd: usize = 0;
let clientHash: u64 = 0;
let reasonAt: usize = 0;
let reasonEnd: usize = 0;
let reasonHash: u64 = 0;

export function forgetLine(): void {
  userAt = 0;
  clientAt = 0;
  reasonAt = 0;
}

/** UserInfo, from after its brace. */
export function userPiece(at: usize): usize {
  // Past `"username":"system:`.
  userHash = hashOf32(at + 19);
  const place = recall(USERS, userHash, at);
  if (place !== 0) {
    foundCode(USERNAME, codeIn(place, 0));
    foundCode(GROUPS, codeIn(place, 1));
    return at + lengthOf(place);
  }
  userAt = at;
  userEnd = afterUser(at, USERNAME, GROUPS);
  return userEnd;
}

/** sourceIPs and userAgent, and what may come before them: impersonatedUser and authenticationMetadata. */
export function clientPiece(at: usize): usize {
  let to = after(at, ',"impersonatedUser":{');
  if (to !== 0) {
    at = afterUser(to, IMPERSONATED, NO_FIELD);
    if (at === 0) return 0;
  }
  to = after(at, ',"authenticationMetadata":{"impersonationConstraint":"');
  if (to !== 0) {
    to = endOfString(to);
    if (to === 0 || load<u8>(to, 1) !== 0x7d) return 0;
    at = to + 2;
  }
  // Past `,"sourceIPs":["`; one user comes from several places, and one place has several users.
  clientHash = hashOf32(at + 15) ^ userHash;
  const place = recall(CLIENTS, clientHash, at);
  if (place !== 0) {
    foundCode(SOURCE_IP, codeIn(place, 0));
    foundCode(USER_AGENT, codeIn(place, 1));
    return at + lengthOf(place);
  }
  const start = at;
  to = after(at, ',"sourceIPs":[');
  if (to !== 0) {
    at = afterStrings(to, SOURCE_IP);
    if (at === 0) return 0;
  }
  to = after(at, ',"userAgent":"');
  if (to !== 0) {
    const end = endOfString(to);
    if (end === 0) return 0;
    found(USER_AGENT, to, end);
    at = end + 1;
    // Without a userAgent the piece would not end itself: one could follow.
    clientAt = start;
    clientEnd = at;
  }
  return at;
}

/** annotations, from after the brace, to the end of the line. Gives the address of the newline. */
export function reasonPiece(at: usize): usize {
  // Past decision and reason, where the binding is named.
  reasonHash = hashOf32(at + 104) ^ userHash;
  const place = recall(REASONS, reasonHash, at);
  if (place !== 0) {
    foundCode(DECISION, codeIn(place, 0));
    foundCode(AUTHORIZATION_REASON, codeIn(place, 1));
    foundCode(TRUNCATED, codeIn(place, 2));
    return at + lengthOf(place) - 1;
  }
  const end = afterAnnotations(at);
  if (end === 0 || load<u8>(end) !== 0x7d || load<u8>(end, 1) !== 10) return 0;
  reasonAt = at;
  reasonEnd = end + 2;
  return end + 1;
}

/** To be called when `row` has its codes. */
export function rememberPieces(row: u32): void {
  if (userAt !== 0) {
    remember(USERS, userHash, userAt, <u32>(userEnd - userAt), codeAt(USERNAME, row), codeAt(GROUPS, row), 0);
  }
  if (clientAt !== 0) {
    const length = <u32>(clientEnd - clientAt);
    remember(CLIENTS, clientHash, clientAt, length, codeAt(SOURCE_IP, row), codeAt(USER_AGENT, row), 0);
  }
  if (reasonAt !== 0) {
    const length = <u32>(reasonEnd - reasonAt);
    const decision = codeAt(DECISION, row);
    remember(
      REASONS,
      reasonHash,
      reasonAt,
      length,
      decision,
      codeAt(AUTHORIZATION_REASON, row),
      codeAt(TRUNCATED, row),
    );
  }
}
