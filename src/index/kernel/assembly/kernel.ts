// The scan of a block of lines. A line is an event as the API server's encoder writes it, byte for byte, and becomes a row;
// or it is anything else, and is declined. Nothing of a line is kept before all of it has been read.
import {afterBody} from './body';
import {found, KNOWN, LEVEL, PATH, STAGE, VERB} from './fields';
import {added, addOther, codeOf, forgetAdded, forgetValues, isHalfFull, NO_CODE} from './intern';
import {
  AUDIT_ID,
  BLOCK,
  CODES,
  DECLINED,
  DECLINED_BYTES,
  FIELD_COUNT,
  FOUND,
  LENGTH,
  MAX_ADDED,
  MAX_DECLINED,
  MAX_ROWS,
  OFFSET,
  SINCE_RECEIVED,
  STAGE_TIME,
} from './memory';
import {afterObjectRef} from './object-ref';
import {afterStatus, endOfPath} from './parts';
import {clientPiece, forgetLine, reasonPiece, rememberPieces, userPiece} from './pieces';
import {endOfString, newlineFrom} from './text';
import {TIME_BYTES, timeAt} from './time';
import {storeUuid, UUID_BYTES} from './uuid';

let rows: u32 = 0;
let declined: u32 = 0;
let newlines: u32 = 0;
/** The auditID of the line at hand, where it is no UUID; else 0. */
let otherId: usize = 0;
let otherIdEnd: usize = 0;

export function rowCount(): u32 {
  return rows;
}
export function declinedCount(): u32 {
  return declined;
}
export function newlineCount(): u32 {
  return newlines;
}
export function addedCount(): u32 {
  return added;
}
export {forgetValues as reset, isHalfFull};

/** Where this kernel has its block: tells whether it was compiled with the layout that its reader knows. */
export function blockAt(): u32 {
  return BLOCK;
}

/** From the level's value on, after it; these words stand in every line and are compared whole. */
function afterLevel(at: usize): usize {
  let to = after(at, 'Metadata","auditID":"');
  if (to === 0) to = after(at, 'RequestResponse","auditID":"');
  if (to === 0) to = after(at, 'Request","auditID":"');
  if (to === 0) to = after(at, 'None","auditID":"');
  if (to !== 0) found(LEVEL, at, to - 13);
  return to;
}

function afterStage(at: usize): usize {
  let to = after(at, 'ResponseComplete","requestURI":"');
  if (to === 0) to = after(at, 'RequestReceived","requestURI":"');
  if (to === 0) to = after(at, 'ResponseStarted","requestURI":"');
  if (to === 0) to = after(at, 'Panic","requestURI":"');
  if (to !== 0) found(STAGE, at, to - 16);
  return to;
}

/** From the beginning of the line to the requestURI. */
function afterIdentity(at: usize): usize {
  at = after(at, '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"');
  if (at === 0) return 0;
  at = afterLevel(at);
  if (at === 0) return 0;
  otherId = 0;
  if (storeUuid(at, AUDIT_ID + rows * 16)) {
    at = after(at + UUID_BYTES, '","stage":"');
  } else {
    otherId = at;
    otherIdEnd = endOfString(at);
    if (otherIdEnd <= otherId) return 0;
    at = after(otherIdEnd, '","stage":"');
  }
  return at === 0 ? 0 : afterStage(at);
}

/** The value of requestObject or responseObject. */
function afterObject(at: usize): usize {
  const byte = load<u8>(at);
  return byte === 0x7b || byte === 0x5b ? afterBody(at) : after(at, 'null');
}

/** The timestamps to the end of the line, whose newline is where this ends. */
function afterTail(at: usize): usize {
  at = after(at, ',"requestReceivedTimestamp":"');
  if (at === 0) return 0;
  const received = timeAt(at);
  at = after(at + TIME_BYTES, '","stageTimestamp":"');
  if (received < 0 || at === 0) return 0;
  const time = timeAt(at);
  if (time < 0) return 0;
  at += TIME_BYTES;
  store<f64>(STAGE_TIME + rows * 8, time);
  store<f64>(SINCE_RECEIVED + rows * 8, time - received);
  const annotations = after(at, '","annotations":{');
  if (annotations !== 0) return reasonPiece(annotations);
  return is(at, '"}\n') ? at + 2 : 0;
}

/** Reads the line at `at`: its newline, or 0 if it is declined. */
function readLine(at: usize): usize {
  memory.fill(FOUND, 0, FIELD_COUNT * 8);
  forgetLine();
  const uri = afterIdentity(at);
  if (uri === 0) return 0;
  const uriEnd = endOfString(uri);
  if (uriEnd === 0) return 0;
  at = after(uriEnd, '","verb":"');
  if (at === 0) return 0;
  const verbEnd = endOfString(at);
  if (verbEnd === 0) return 0;
  found(VERB, at, verbEnd);
  at = after(verbEnd, '","user":{');
  if (at === 0) return 0;
  at = userPiece(at);
  if (at === 0) return 0;
  at = clientPiece(at);
  if (at === 0) return 0;
  let to: usize = 0;
  to = after(at, ',"objectRef":{');
  if (to !== 0) {
    at = afterObjectRef(to);
    if (at === 0) return 0;
  } else {
    found(PATH, uri, endOfPath(uri, uriEnd));
  }
  to = after(at, ',"responseStatus":{');
  if (to !== 0) {
    at = afterStatus(to);
    if (at === 0) return 0;
  }
  to = after(at, ',"requestObject":');
  if (to !== 0) {
    at = afterObject(to);
    if (at === 0) return 0;
  }
  to = after(at, ',"responseObject":');
  if (to !== 0) {
    at = afterObject(to);
    if (at === 0) return 0;
  }
  return afterTail(at);
}

/** Codes for all that was found in the line; false if there is no room for a value. */
function keepValues(): bool {
  for (let field: u32 = 0; field < <u32>FIELD_COUNT; field++) {
    const length = load<u32>(FOUND + field * 8, 4);
    let code: u32 = 0;
    if (length === KNOWN) {
      code = load<u32>(FOUND + field * 8);
    } else if (length !== 0) {
      code = codeOf(load<u32>(FOUND + field * 8), length, field);
      if (code === NO_CODE) return false;
    }
    store<u32>(CODES + (field * MAX_ROWS + rows) * 4, code);
  }
  rememberPieces(rows);
  if (otherId !== 0) addOther(rows, otherId, <u32>(otherIdEnd - otherId));
  return true;
}

/**
 * Scans lines in [from, to) until a buffer is full. A newline must stand at `to`. `base` is where offsets count from.
 * @returns where the next call must begin; `to` or past it when all is done.
 */
export function scan(from: usize, to: usize, base: usize): usize {
  rows = 0;
  declined = 0;
  newlines = 0;
  forgetAdded();
  let at = from;
  while (at < to && rows < <u32>MAX_ROWS && declined < <u32>MAX_DECLINED && added < <u32>(MAX_ADDED - FIELD_COUNT)) {
    let end = at;
    if (load<u8>(at) !== 10) {
      end = readLine(at);
      if (end !== 0 && keepValues()) {
        store<u32>(OFFSET + rows * 4, <u32>(at - base));
        store<u32>(LENGTH + rows * 4, <u32>(end - at));
        rows++;
      } else {
        end = newlineFrom(at);
        const place = DECLINED + declined * DECLINED_BYTES;
        store<u32>(place, rows);
        store<u32>(place, <u32>(at - base), 4);
        store<u32>(place, <u32>(end - base), 8);
        store<u32>(place, newlines, 12);
        declined++;
      }
    }
    if (end < to) newlines++;
    at = end + 1;
  }
  return at;
}
