// Vectors of the real API server, and real logs: what we read from a URL is what it logged.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.ts';
import {type RequestInfo, requestInfo, requestInfoOfEvent} from '../../src/audit/request-info.ts';

const DATA = new URL('../../../shared/data/', import.meta.url);
const VECTORS = new URL('requestinfo-vectors.json', DATA);
const isHere = existsSync(VECTORS);
if (!isHere) console.log('skipped: no ../shared/data beside the repository');

type Vector = Partial<RequestInfo> & {method: string; url: string; resourceRequest: boolean; note?: string};

describe.skipIf(!isHere)('requestInfo on shared vectors', () => {
  const vectors = isHere ? (JSON.parse(readFileSync(VECTORS, 'utf8')) as Vector[]) : [];

  test.each(vectors)('$method $url', ({method, url, resourceRequest, note: _note, ...info}) => {
    expect(requestInfo(method, url)).toMatchObject({isResourceRequest: resourceRequest, ...info});
  });
});

function* realEvents(): Generator<AuditEvent> {
  for (const name of readdirSync(new URL('real/', DATA), {recursive: true, encoding: 'utf8'})) {
    if (!/\.(log|json|jsonl)$/.test(name)) continue;
    for (const line of readFileSync(new URL(`real/${name}`, DATA), 'utf8').split('\n')) {
      if (!line.startsWith('{"kind":"Event"')) continue;
      let event: AuditEvent;
      try {
        event = JSON.parse(line) as AuditEvent;
      } catch {
        continue;
      }
      if (event.stage !== undefined && event.requestURI !== undefined && event.kind === 'Event') yield event;
    }
  }
}

describe.skipIf(!isHere)('requestInfoOfEvent on real events', () => {
  test('equals the logged objectRef, but for the name of a create', () => {
    const wrong: string[] = [];
    let count = 0;
    for (const event of realEvents()) {
      const ref = event.objectRef;
      if (ref === undefined || event.apiVersion === 'audit.k8s.io/v1alpha1') continue;
      count++;
      const info = requestInfoOfEvent(event);
      const same =
        info.isResourceRequest &&
        info.resource === (ref.resource ?? '') &&
        info.subresource === (ref.subresource ?? '') &&
        info.namespace === (ref.namespace ?? '') &&
        info.apiGroup === (ref.apiGroup ?? '') &&
        (info.name === (ref.name ?? '') || event.verb === 'create');
      if (!same) wrong.push(`${event.verb} ${event.requestURI}: ${JSON.stringify(ref)}`);
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(100);
  });
});
