// Bytes of a file that grows, from the first that was not given yet: what is read is put at their end, what is given is taken
// from their beginning.

const SMALLEST = 256 * 1024;
const LARGEST = 4 * 2 ** 20;

/** A class because bytes and their place in the file change together. */
export class FollowBuffer {
  #bytes: Buffer = Buffer.allocUnsafeSlow(SMALLEST);
  #start: number;
  #length = 0;

  /** `start` is an offset in the file. */
  constructor(start: number) {
    this.#start = start;
  }

  /** Offset of the first byte: all before it has been given. */
  get start(): number {
    return this.#start;
  }

  /** Offset after the last byte: up to here it was read. */
  get end(): number {
    return this.#start + this.#length;
  }

  get length(): number {
    return this.#length;
  }

  /** Valid until the next call of anything here. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Room after the last byte, for at most `count` more; it grows with what is there to be read. */
  room(count: number): Buffer {
    const wanted = Math.min(LARGEST, Math.max(SMALLEST, count)) + this.#length;
    if (wanted > this.#bytes.length || this.#bytes.length - this.#length < SMALLEST / 2) {
      const larger = Buffer.allocUnsafeSlow(Math.max(wanted, this.#length + SMALLEST));
      this.bytes.copy(larger);
      this.#bytes = larger;
    } else if (this.#length === 0 && this.#bytes.length > SMALLEST && count <= SMALLEST / 4) {
      this.#bytes = Buffer.allocUnsafeSlow(SMALLEST);
    }
    return this.#bytes.subarray(this.#length, Math.min(this.#bytes.length, this.#length + count));
  }

  /** So many bytes were read into the room. @returns them */
  append(count: number): Buffer {
    const added = this.#bytes.subarray(this.#length, this.#length + count);
    this.#length += count;
    return added;
  }

  /** So many bytes at the beginning were given. */
  advance(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length);
    this.#start += count;
    this.#length -= count;
  }

  /** What is after the first `length` bytes goes elsewhere. */
  cutTo(length: number): void {
    this.#length = length;
  }
}
