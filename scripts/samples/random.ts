// The only source of chance in the samples: the same seed and the same calls give the same bytes on every machine.

/** FNV-1a over UTF-16 code units; 32 bits. Good enough to seed with, and to make stable uids from names. */
export function hash32(text: string, seed = 0x811c9dc5): number {
  let hash = seed >>> 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  // FNV's last characters barely reach the high bits: finish as murmur3 does.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

const HEX4 = Array.from({length: 0x10000}, (_, i) => i.toString(16).padStart(4, '0'));

/** A version 4 UUID from four 32-bit words. */
export function uuidOf(a: number, b: number, c: number, d: number): string {
  const version = 0x4000 | (b & 0x0fff);
  const variant = 0x8000 | (c >>> 18);
  return (
    `${HEX4[a >>> 16]}${HEX4[a & 0xffff]}-${HEX4[b >>> 16]}-${HEX4[version]}-${HEX4[variant]}-` +
    `${HEX4[c & 0xffff]}${HEX4[d >>> 16]}${HEX4[d & 0xffff]}`
  );
}

const POD_SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** sfc32 (Chris Doty-Humphrey, PractRand): small, fast, and passes BigCrush. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  readonly #name: string;

  constructor(seed: number | string) {
    this.#name = String(seed);
    this.#a = hash32(this.#name, 0x9e3779b9);
    this.#b = hash32(this.#name, 0x243f6a88);
    this.#c = hash32(this.#name, 0xb7e15162);
    for (let i = 0; i < 12; i++) this.word();
  }

  /** A generator of its own for one actor, so that adding an actor changes nobody else's numbers. */
  fork(name: string): Random {
    return new Random(`${this.#name}/${name}`);
  }

  /** 32 random bits, unsigned. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** In [0, 1). */
  unit(): number {
    return this.word() / 0x1_0000_0000;
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.unit() * items.length)]!;
  }

  /** Log-normal around `median`; `sigma` 1.17 puts the 90th percentile at 4.5 times the median. */
  logNormal(median: number, sigma: number): number {
    const gauss = Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
    return median * Math.exp(sigma * gauss);
  }

  uuid(): string {
    return uuidOf(this.word(), this.word(), this.word(), this.word());
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += HEX4[this.word() >>> 16];
    return text.slice(0, digits);
  }

  /** The random end of a generated name, in the alphabet that Kubernetes uses: no vowels, no 0, 1 or 3. */
  suffix(length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += POD_SUFFIX_ALPHABET[this.int(0, POD_SUFFIX_ALPHABET.length - 1)];
    return text;
  }
}
