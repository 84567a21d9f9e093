// The coded fields by number, and where the line at hand has them.
import {FOUND} from './memory';

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
