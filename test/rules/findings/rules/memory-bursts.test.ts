// What is missing in the log.
import {expect, test} from 'vitest';
import {findingsOf} from '../../../../src/rules/findings/engine.ts';
import {did} from '../../../../src/rules/findings/sample.ts';
import type {Note} from '../../../../src/source/source.ts';
import {MemorySource} from '../../../support/memory-source.ts';

const START = Date.UTC(2026, 10, 20, 10) * 1000;
const EVENTS = [0, 10, 4000, 4010].map(at => ({...did('get /version', {at}), auditID: `${at}`}));

class Noted extends MemorySource {
  readonly #notes: readonly Note[];
  constructor(notes: readonly Note[]) {
    super(EVENTS);
    this.#notes = notes;
  }
  override about() {
    return {...super.about(), notes: this.#notes};
  }
}

test.each<[what: string, note: Note, ids: readonly string[], filter: string]>([
  [
    'a gap opens the last before it and the first after it',
    {kind: 'gap', text: 'nothing for 1h6m', from: START + 10e6, to: START + 4000e6},
    ['10', '4000'],
    'since:2026-11-20T10:00:10.000000Z until:2026-11-20T11:06:40.000001Z',
  ],
  [
    'what was dropped at the beginning opens the first that is there',
    {kind: 'dropped', text: 'the oldest 12 were dropped'},
    ['0'],
    'since:2026-11-20T10:00:00.000000Z until:2026-11-20T10:00:00.000001Z',
  ],
])('%s', async (_what, note, ids, filter) => {
  const {incidents} = await findingsOf(new Noted([note]));
  const found = incidents.flatMap(({findings}) => findings).filter(({rule}) => rule === 'log-gap');
  expect(found).toMatchObject([{message: note.text, who: 'the log', filter}]);
  expect(found[0]!.events.map(({auditID}) => auditID)).toEqual(ids);
});

test('what else is said of the log is no gap', async () => {
  const {incidents} = await findingsOf(new Noted([{kind: 'duplicates', text: 'twice'}]));
  expect(incidents).toEqual([]);
});
