// objectRef as Go writes it.
import {API_GROUP, API_VERSION, found, NAME, NAMESPACE, RESOURCE, SUBRESOURCE} from './fields';
import {endOfPlain, endOfString} from './text';

/** At the next key, or at the closing brace, after a value; else 0. */
//@inline
function next(at: usize): usize {
  if (load<u8>(at) === 0x2c) return load<u8>(at, 1) === 0x22 ? at + 1 : 0;
  return load<u8>(at) === 0x7d ? at : 0;
}

//@inline
function take(at: usize, field: u32): usize {
  const end = endOfString(at);
  if (end === 0) return 0;
  found(field, at, end);
  return next(end + 1);
}

/** From after its brace; gives the address after the closing one, or 0. */
export function afterObjectRef(at: usize): usize {
  let to: usize = 0;
  to = after(at, '"resource":"');
  if (to !== 0) {
    at = take(to, RESOURCE);
    if (at === 0) return 0;
  }
  to = after(at, '"namespace":"');
  if (to !== 0) {
    at = take(to, NAMESPACE);
    if (at === 0) return 0;
  }
  to = after(at, '"name":"');
  if (to !== 0) {
    at = take(to, NAME);
    if (at === 0) return 0;
  }
  to = after(at, '"uid":"');
  if (to !== 0) {
    const end = endOfString(to);
    if (end === 0) return 0;
    at = next(end + 1);
    if (at === 0) return 0;
  }
  to = after(at, '"apiGroup":"');
  if (to !== 0) {
    at = take(to, API_GROUP);
    if (at === 0) return 0;
  }
  to = after(at, '"apiVersion":"');
  if (to !== 0) {
    // v1alpha1 wrote "group/version"; who splits that is not here.
    const end = endOfPlain(to);
    if (end === 0) return 0;
    for (let i = to; i < end; i++) if (load<u8>(i) === 0x2f) return 0;
    found(API_VERSION, to, end);
    at = next(end + 1);
    if (at === 0) return 0;
  }
  to = after(at, '"resourceVersion":"');
  if (to !== 0) {
    const end = endOfString(to);
    if (end === 0) return 0;
    at = next(end + 1);
    if (at === 0) return 0;
  }
  to = after(at, '"subresource":"');
  if (to !== 0) {
    at = take(to, SUBRESOURCE);
    if (at === 0) return 0;
  }
  return load<u8>(at) === 0x7d ? at + 1 : 0;
}
