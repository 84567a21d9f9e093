// The coded fields by number, and where the line at hand has them.
import {CODES, FOUND, MAX_ROWS} from './memory';

export const STAGE: u32 = 0;
export const LEVEL: u32 = 1;
export const VERB: u32 = 2;
export const USERNAME: u32 = 3;
export const GROUPS: u32 = 4;
export const RESOURCE: u32 = 5;
export const NAMESPACE: u32 = 6;
export const NAME: u32 = 7;
export const CODE: u32 = 8;
export const DECISION: u32 = 9;
export const SOURCE_IP: u32 = 10;
export const USER_AGENT: u32 = 11;
export const SUBRESOURCE: u32 = 12;
export const IMPERSONATED: u32 = 13;
export const API_GROUP: u32 = 14;
export const REASON: u32 = 15;
export const PATH: u32 = 16;
export const AUTHORIZATION_REASON: u32 = 17;
export const TRUNCATED: u32 = 18;
export const API_VERSION: u32 = 19;

/** The bytes [at, end) are what `field` holds. */
//@inline
export function found(field: u32, at: usize, end: usize): void {
  store<u32>(FOUND + field * 8, <u32>at);
  store<u32>(FOUND + field * 8, <u32>(end - at), 4);
}

/** In place of a length: the code of the field is known already. */
export const KNOWN: u32 = 0xffffffff;

//@inline
export function foundCode(field: u32, code: u32): void {
  store<u32>(FOUND + field * 8, code);
  store<u32>(FOUND + field * 8, KNOWN, 4);
}

/** The code of a field in a row that has its codes. */
//@inline
export function codeAt(field: u32, row: u32): u32 {
  return load<u32>(CODES + (field * MAX_ROWS + row) * 4);
}
