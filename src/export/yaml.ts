// A stream of YAML documents, one an event: for reading bodies as people write them.
import {type Scalar, type ScalarTag, stringify} from 'yaml';
import {isExactNumber, parseExact, stringifyExact} from '../audit/exact-json.ts';
import {visible, visibleJson} from '../audit/visible.ts';
import {detailOf, eventText} from './event-text.ts';
import type {Format} from './format.ts';

/** Numbers as the log has them: `12345678901234567890`, `1.0`. */
const EXACT: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: isExactNumber,
  resolve: text => text,
  stringify: item => (item as Scalar<{rawJSON: string}>).value.rawJSON,
};

/** Readers of YAML 1.1, such as kubectl's, take `yes` and `0o17` for what they are not unless they are quoted. */
const OPTIONS = {
  compat: 'yaml-1.1',
  lineWidth: 0,
  aliasDuplicateObjects: false,
  blockQuote: 'literal',
  customTags: [EXACT],
} as const;

/** JSON is YAML too: the way out for what nests too deep to be indented, some thousands of levels. */
function document(json: string): {readonly text: string; readonly isJson: boolean} {
  const value = parseExact(json);
  try {
    return {text: stringify(value, {...OPTIONS, customTags: [...OPTIONS.customTags]}), isJson: false};
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {text: `${stringifyExact(value)}\n`, isJson: true};
  }
}

const visibleLines = (text: string) => text.split('\n').map(visible).join('\n');

export const YAML_FORMAT = {
  name: 'yaml',
  doc: 'A stream of YAML documents, one an event, masked.',
  needs: 'event',
  open: ({toTerminal, reveal}) => ({
    begin: () => '',
    item: item => {
      const {text, isJson} = document(eventText(detailOf(item), reveal));
      return `---\n${toTerminal ? (isJson ? visibleJson(text) : visibleLines(text)) : text}`;
    },
    end: () => '',
  }),
} as const satisfies Format;
