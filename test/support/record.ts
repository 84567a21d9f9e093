// What tests ask of records.
import {readExactly} from '../../src/ingest/record.ts';

/** The text of the event `item` of a record. */
export const exactText = (text: string, item: number): string => readExactly(text).raw[item] ?? text;
