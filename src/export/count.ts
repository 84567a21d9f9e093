// How many rows there are, and nothing else.
import type {Format} from './format.ts';

export const COUNT_FORMAT = {
  name: 'count',
  doc: 'How many rows there are, and nothing else.',
  needs: 'count',
  open: () => {
    let count = 0;
    return {
      begin: () => '',
      item: () => {
        count++;
        return '';
      },
      end: () => `${count}\n`,
    };
  },
} as const satisfies Format;
