// What rules about identities have in common: the technique, and their samples.
import type {AuditEvent} from '../../../audit/event.ts';
import {did} from '../sample.ts';

export const TOKEN = {id: 'T1550.001', name: 'Application Access Token'} as const;

const CI = 'system:serviceaccount:build:ci-runner';

/** A build server that does what it always does. */
export const asUsual = (at: number): AuditEvent =>
  did('list pods build', {at, user: CI, ip: '10.0.3.17', agent: 'ci-runner/v2', credential: 'JTI=a'});
/** And somebody with its token. */
export const elsewhere = (change: Parameters<typeof did>[1]): AuditEvent =>
  did('list secrets prod', {at: 1300, user: CI, agent: 'ci-runner/v2', ...change});
