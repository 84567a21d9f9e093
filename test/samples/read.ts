// The committed sample logs, read the plain way: for tests that must not depend on our own readers.
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import type {AuditEvent} from '../../src/audit/event.ts';

export const GZIPPED = 'audit-2026-11-20T09-44-30.112.log.gz';
export const ROTATED = 'audit-2026-11-20T10-00-41.507.log';
export const LIVE = 'audit.log';

export const bytesOf = (name: string): Buffer => readFileSync(new URL(`../../sample-logs/${name}`, import.meta.url));

export const linesOf = (name: string): string[] => {
  const bytes = bytesOf(name);
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.split('\n').slice(0, -1);
};

const parsed = (line: string): AuditEvent | undefined => {
  try {
    return JSON.parse(line) as AuditEvent;
  } catch {
    return undefined;
  }
};

export const allLines = [GZIPPED, ROTATED, LIVE].flatMap(linesOf);
export const badLines = allLines.filter(line => parsed(line) === undefined);
export const goodLines = allLines.filter(line => parsed(line) !== undefined);
export const events = goodLines.map(line => parsed(line)!);
