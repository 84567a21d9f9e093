// What the tables of the rules claim: that a secret is nowhere in the masked event, or that nothing is masked.
import {expect} from 'vitest';
import type {AuditEvent, Json} from '../../src/audit/event.ts';
import {redact, redactText} from '../../src/audit/redact.ts';

/** Whatever has to be hidden. */
export const S = 'hunter2Xq9z';

export const event = (more: Partial<AuditEvent>): AuditEvent => ({
  level: 'RequestResponse',
  auditID: '1',
  stage: 'ResponseComplete',
  user: {username: 'alice'},
  ...more,
});
export const about = (resource: string, more: Partial<AuditEvent>): AuditEvent =>
  event({objectRef: {resource}, ...more});
export const body = (requestObject: Json): AuditEvent => event({requestObject});
export const file = (text: string): AuditEvent => about('configmaps', {requestObject: {data: {'app.conf': text}}});
export const note = (text: string): AuditEvent => body({metadata: {annotations: {'example.com/config': text}}});
export const uri = (requestURI: string): AuditEvent => event({requestURI});
export const message = (text: string): AuditEvent => event({responseStatus: {message: text}});

export function expectHidden(sample: AuditEvent, secret = S): void {
  expect(JSON.stringify(sample)).toContain(secret);
  const {event: masked, masked: count} = redact(sample);
  expect(JSON.stringify(masked)).not.toContain(secret);
  expect(count).toBeGreaterThan(0);
  expect(redact(masked)).toEqual({event: masked, masked: 0});
  expect(JSON.parse(redactText(JSON.stringify(sample), sample))).toEqual(masked);
}

export function expectShown(sample: AuditEvent): void {
  expect(redact(sample)).toEqual({event: sample, masked: 0});
}
