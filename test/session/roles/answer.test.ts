// The answer to what roles somebody needs: text that is ready, or a sentence why there is none.
import {describe, expect, test} from 'vitest';
import {isVisible} from '../../../src/audit/visible.ts';
import * as roles from '../../../src/session/roles/answer.ts';
import {MOST_GRANTS} from '../../../src/session/roles/answer.ts';
import type {RolesAsk} from '../../../src/session/roles/ask.ts';
import type {Source} from '../../../src/source/source.ts';
import {event} from '../../support/events.ts';
import {HOSTILE_EVENTS} from '../../support/hostile.ts';
import {MemorySource} from '../../support/memory-source.ts';

const answerRoles = (source: Source, ask: RolesAsk) => roles.answerRoles(source, ask, {}, async () => {});

const ALICE: RolesAsk = {
  kind: 'roles',
  subject: {kind: 'User', name: 'alice@example.com'},
  denied: false,
  expansions: [],
};
const forbidden = {responseStatus: {code: 403}, annotations: {'authorization.k8s.io/decision': 'forbid'}};

describe('answerRoles', () => {
  test('is what the command prints, with what it was seen in', async () => {
    const {head, yaml} = await answerRoles(new MemorySource([event()]), ALICE);
    expect(head[0]).toBe('What user "alice@example.com" was seen to need: 1 request.');
    expect(yaml).toContain('    resourceNames: [webapp-pod]\n    verbs: [delete]\n');
  });

  test('refused requests are asked for by a key', async () => {
    const log = new MemorySource([event(forbidden)]);
    const none = await answerRoles(log, ALICE);
    expect([none.yaml, none.head]).toEqual([
      '',
      [
        'Nothing that user "alice@example.com" asked for is known to be allowed.',
        'Refused, and not covered: 1 request; d covers them.',
      ],
    ]);
    expect((await answerRoles(log, {...ALICE, denied: true})).yaml).toContain('verbs: [delete]');
  });

  test('more than can be read is not laid out', async () => {
    const pods = Array.from({length: MOST_GRANTS + 1}, (_, i) =>
      event({auditID: `${i}`, objectRef: {resource: 'pods', namespace: 'a', name: `p${i}`}}),
    );
    const log = new MemorySource(pods);
    const many = await answerRoles(log, ALICE);
    expect([many.yaml, many.head[0]]).toEqual([
      '',
      expect.stringMatching(/^5,001 permissions are too many to be read here/),
    ]);
    expect((await answerRoles(log, {...ALICE, expansions: ['names']})).yaml).not.toContain('resourceNames');
  });

  test('it stops between two pieces of work when nobody waits any more', async () => {
    const stop = new AbortController();
    const pause = async () => stop.abort();
    const answer = roles.answerRoles(new MemorySource([event()]), ALICE, {signal: stop.signal}, pause);
    await expect(answer).rejects.toThrow(/abort/i);
  });

  test('whatever is in the log, each line can be written to a terminal', async () => {
    for (const one of HOSTILE_EVENTS) {
      const name = one.user?.username;
      if (name === undefined) continue;
      const {head, yaml} = await answerRoles(new MemorySource([one]), {
        ...ALICE,
        subject: {kind: 'User', name},
        denied: true,
      });
      expect([...head, ...yaml.split('\n')].every(isVisible)).toBe(true);
    }
  });
});
