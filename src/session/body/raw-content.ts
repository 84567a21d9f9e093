// The tab Raw on its way: the text of the event is masked, then read and wrapped, of megabytes between keys.
import {redactTextSteps} from '../../audit/redact.ts';
import type {Steps} from '../../audit/steps.ts';
import {type Line, span} from '../line.ts';
import type {Loaded} from '../session.ts';
import type {Work} from '../slices.ts';
import {type RawLaid, rawLaid} from './raw.ts';

type RawLine = {readonly line: Line; readonly continues?: {readonly indent: number}};

const UNDER_WAY: readonly RawLine[] = [{line: [span('masking what is secret…', 'dim')]}];

/** Steps that are made at once, about a millisecond: most events are masked with them. */
const AT_ONCE = 8;

/** The text as it may be shown; a class because it appears when the last step is done. */
class RawText {
  readonly #steps: Steps<string> | undefined;
  text: string | undefined;

  constructor({detail, masked, revealed}: Loaded) {
    if (revealed) this.text = detail.raw;
    else this.#steps = redactTextSteps(detail.raw, detail.event, masked);
    for (let i = 0; i < AT_ONCE && this.text === undefined; i++) this.step();
  }

  step(): void {
    const step = this.#steps?.next();
    if (step?.done === true) this.text = step.value;
  }
}

/** A class because the text and its lines come one behind the other. */
export class RawContent implements Work {
  readonly #text: RawText;
  readonly width: number;
  #laid: RawLaid | undefined;

  constructor(text: RawText, width: number) {
    this.#text = text;
    this.width = width;
    this.#lay();
  }

  /** Once the text is there. */
  get laid(): RawLaid | undefined {
    return this.#laid;
  }

  get total(): number {
    return this.#laid?.total ?? UNDER_WAY.length;
  }

  get done(): boolean {
    return this.#laid?.done === true;
  }

  readonly run = (end: number): void => {
    while (!this.done && performance.now() < end) {
      if (this.#laid !== undefined) this.#laid.run(end);
      else {
        this.#text.step();
        this.#lay();
      }
    }
  };

  readonly at = (from: number, count: number): readonly RawLine[] => {
    if (this.#laid === undefined) return UNDER_WAY.slice(from, from + count);
    const {lines, continues} = this.#laid.window(from, count);
    return lines.map((line, at) => (continues[at] === true ? {line, continues: {indent: 0}} : {line}));
  };

  #lay(): void {
    if (this.#text.text !== undefined) this.#laid = rawLaid(this.#text.text, this.width);
  }
}

let last: {readonly loaded: Loaded; readonly text: RawText; content: RawContent} | undefined;

/** The event as it stands in the file; that of the last one is kept. */
export function rawOf(loaded: Loaded, width: number): RawContent {
  const known = last?.loaded === loaded ? last : undefined;
  if (known !== undefined && known.content.width === width) return known.content;
  const text = known?.text ?? new RawText(loaded);
  last = {loaded, text, content: new RawContent(text, width)};
  return last.content;
}
