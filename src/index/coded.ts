// The fields that have a dictionary, and the dictionaries of one scanner, which live across its chunks.
import {FIELDS, type Field, type FieldValue} from '../audit/fields.ts';
import {Dictionary, ListDictionary} from './dictionary.ts';

const CODED_KINDS: readonly string[] = ['text', 'number', 'list'];

/** The fields that have a dictionary and a code a row, in the order of `ScannedChunk.codes`. */
export const CODED_FIELDS: readonly Field[] = (FIELDS as readonly Field[]).filter(
  field => field.column && field.of !== 'source' && CODED_KINDS.includes(field.kind) && field.name !== 'auditID',
);

/** Numbers are kept as their text, as in the table. */
export type CodedValue = string | readonly string[];

/** What a chunk adds to the dictionaries. */
export type AddedValues = {
  /** For each of CODED_FIELDS the values that this chunk adds. */
  readonly values: readonly (readonly CodedValue[])[];
  /** The scanner's dictionaries began anew with this chunk: what codes meant before is void. True of its first chunk. */
  readonly fresh: boolean;
};

/** Values over which a scanner begins with new dictionaries: clients choose user agents and names, memory is not theirs. */
const MAX_VALUES = 1 << 17;
/** Characters of these values. */
const MAX_CHARS = 1 << 24;

export class LocalDictionaries {
  #fields: readonly (Dictionary | ListDictionary)[] = [];
  /** How many values of each field are in chunks already; the placeholder for absent counts. */
  #sent: number[] = [];
  #values = 0;
  #chars = 0;
  #isFresh = true;

  constructor() {
    this.reset();
  }

  /** Forgets all values; the next chunk will be fresh. */
  reset(): void {
    this.#fields = CODED_FIELDS.map(({kind}) => (kind === 'list' ? new ListDictionary() : new Dictionary()));
    this.#sent = CODED_FIELDS.map(() => 1);
    this.#values = 0;
    this.#chars = 0;
    this.#isFresh = true;
  }

  /** Whether it is time for a reset, between two chunks. */
  get isFull(): boolean {
    return this.#values > MAX_VALUES || this.#chars > MAX_CHARS;
  }

  /** The local code of what field `field` (its index in CODED_FIELDS) holds. */
  codeOf(field: number, value: FieldValue): number {
    const dictionary = this.#fields[field]!;
    const before = dictionary.size;
    const code = codeIn(dictionary, value);
    if (dictionary.size > before) {
      this.#values++;
      this.#chars +=
        typeof value === 'object' ? value.reduce((sum, {length}) => sum + length, 0) : String(value).length;
    }
    return code;
  }

  /** By local code of a field, the index of its value in `order`. */
  ranksIn(field: number, order: readonly string[]): readonly number[] {
    return valuesIn(this.#fields[field]!).map(value => order.indexOf(value as string));
  }

  /** The values since the last call, and whether all codes before that are void. */
  take(): AddedValues {
    const values = this.#fields.map((dictionary, field) => {
      const added = valuesIn(dictionary).slice(this.#sent[field]);
      this.#sent[field] = dictionary.size;
      return added;
    });
    const fresh = this.#isFresh;
    this.#isFresh = false;
    return {values, fresh};
  }
}

function codeIn(dictionary: Dictionary | ListDictionary, value: FieldValue): number {
  if (dictionary instanceof ListDictionary) return Array.isArray(value) ? dictionary.codeOf(value) : 0;
  return value === undefined || value === '' ? 0 : dictionary.codeOf(typeof value === 'string' ? value : String(value));
}

const valuesIn = (dictionary: Dictionary | ListDictionary): readonly CodedValue[] =>
  dictionary instanceof ListDictionary ? dictionary.lists : dictionary.values;
