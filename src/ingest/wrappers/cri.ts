// The log of a container as containerd and CRI-O keep it in /var/log/pods: time, stream, whether the line is whole, content.
import {pieceOf} from '../piece.ts';
import {SAMPLE_LINE} from './sample.ts';
import type {Wrapper} from './wrapper.ts';

export const CRI: Wrapper = {
  name: 'CRI',
  doc: 'The log of a container of containerd or CRI-O (`… stdout F {`). Lines that they cut into pieces are joined.',
  sample: `2026-11-20T10:02:11.318300000Z stdout F ${SAMPLE_LINE}`,
  unwrapText: line => {
    const piece = pieceOf(line);
    if (piece?.form !== 'CRI') return undefined;
    const time = line.slice(0, line.indexOf(' '));
    return [{kind: 'text', text: line.slice(piece.content), piece: !piece.isLast, time}];
  },
};
