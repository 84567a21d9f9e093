// What the file system says of an open file now, whatever it is called by now.
import {fstat, type Stats} from 'node:fs';
import {promisify} from 'node:util';
import type {HeldFile} from './held-file.ts';

const statFile = promisify(fstat);

/** @throws the system's error */
export const statsOf = (file: HeldFile): Promise<Stats> => file.with(fd => statFile(fd));
