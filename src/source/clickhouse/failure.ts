// What a server or its table cannot do, or did not.
import {SourceFailure} from '../source.ts';

export class Failure extends SourceFailure {}

/** The table, or the server, cannot answer this at all. */
export class Unsupported extends Failure {}
