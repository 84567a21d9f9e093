// What to write instead of YAML that cannot be read, or of a value of the wrong type: by what was said of it.
import {LEVELS} from '../../../audit/event.ts';
import type {PolicyFault} from '../fault.ts';

const YAML_ADVICE: readonly (readonly [said: RegExp, write: string])[] = [
  [/Alias cannot be|unknown anchor/, 'Put it in quotes, as "*": without them a * begins the name of an anchor.'],
  [/reserved character|directive indicator/, 'Put it in quotes.'],
  [
    /control characters/,
    'Remove it: it is not seen in an editor, and comes from a copy out of a terminal or a web page.',
  ],
  [/Tabs are not allowed/, 'Write spaces instead of the tab.'],
  [/Missing closing|end with a [\]}]/, 'Close what is opened here.'],
  [/need to be followed by map values/, 'Write it as KEY: VALUE, with a space after the colon.'],
  [/without - indicator/, 'Move it below the word that it belongs to: as many spaces before it as before that.'],
];

/** undefined where nothing better than the row's own advice is known. */
export const yamlAdvice = ({message}: PolicyFault): string | undefined =>
  YAML_ADVICE.find(([said]) => said.test(message))?.[1];

export function typeAdvice({field, message}: PolicyFault): string | undefined {
  const [, from = '', to = ''] = /cannot unmarshal (\w+) into .* of type (\S+)$/.exec(message) ?? [];
  if (/^rules\[\d+\]$/.test(field)) return 'Write a rule: "- level: Metadata", and below it whom and what it takes.';
  if (/^rules\[\d+\]\.resources\[\d+\]$/.test(field))
    return 'Write an entry for each group: {group: "", resources: ["pods", "secrets"]}; "" is the core group.';
  if (to === '[]' && from === 'object' && /^rules(\[\d+\]\.resources)?$/.test(field))
    return 'Begin each entry with "- ": this is a list.';
  if (to === '[]') return 'Write it as a list: ["a", "b"].';
  if (field.endsWith('.group') && from === 'array') return 'Write one group, and an entry for each further one.';
  if (field.endsWith('.level')) return `Write one of ${LEVELS.join(', ')}.`;
  if (to === 'string' && (from === 'number' || from === 'bool')) return 'Put it in quotes.';
  return undefined;
}
