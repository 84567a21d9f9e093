// One JSON array of the events themselves.
import {visibleJson} from '../audit/visible.ts';
import {detailOf, eventText} from './event-text.ts';
import type {Format} from './format.ts';

export const JSON_FORMAT = {
  name: 'json',
  doc: 'One array of the events themselves, verbatim but masked.',
  needs: 'event',
  open: ({toTerminal, reveal}) => {
    let count = 0;
    return {
      begin: () => '[',
      item: item => {
        const text = eventText(detailOf(item), reveal);
        return `${count++ === 0 ? '\n' : ',\n'}${toTerminal ? visibleJson(text) : text}`;
      },
      end: () => (count === 0 ? ']\n' : '\n]\n'),
    };
  },
} as const satisfies Format;
