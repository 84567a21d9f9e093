// One event a line, as the API server writes them: the output is again an audit log.
import {visibleJson} from '../audit/visible.ts';
import {detailOf, eventLine} from './event-text.ts';
import type {Format} from './format.ts';

export const JSONL_FORMAT = {
  name: 'jsonl',
  doc: 'One event a line, verbatim but masked: again an audit log.',
  needs: 'event',
  open: ({toTerminal, reveal}) => ({
    begin: () => '',
    item: item => {
      const line = eventLine(detailOf(item), reveal);
      return `${toTerminal ? visibleJson(line) : line}\n`;
    },
    end: () => '',
  }),
} as const satisfies Format;
