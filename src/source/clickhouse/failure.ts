// What a server or its table can not do, or did not.
import {SourceFailure} from '../source.ts';

export class Failure extends SourceFailure {}

/** The table, or the server, can not answer this at all. */
export class Unsupported extends Failure {}
