// Places of what is found: whatever the file looks like around it, a message points at the very word that it is about.
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {checkPolicy} from '../../../src/rules/policy/check.ts';
import {runs} from '../../support/runs.ts';

/** Words that are wrong wherever they stand, by the place in a rule where they are. */
const WRONG = {
  level: 'Metadta',
  verb: 'gett',
  user: 'system:node:*',
  stage: 'RequestRecieved',
  group: 'apps/v1',
  resource: 'podz',
  url: 'healthz',
  key: 'verbz',
} as const;

type Wrong = keyof typeof WRONG;

const quotes = fc.constantFrom('', '"', "'");
const quoted = (word: string, quote: string) =>
  `${quote === '' && /[*:]/.test(word) ? '"' : quote}${word}${quote === '' && /[*:]/.test(word) ? '"' : quote}`;

type Look = {
  readonly quote: string;
  readonly isFlow: boolean;
  readonly comment: string;
  readonly anchor: string;
  readonly indent: number;
};

const anyLook: fc.Arbitrary<Look> = fc.record({
  quote: quotes,
  isFlow: fc.boolean(),
  comment: fc.constantFrom('', ' # why', ' # "gett" podz: level: Metadta', ' # é 漢字 😀'),
  anchor: fc.constantFrom('', '&a ', '&b-1 '),
  indent: fc.constantFrom(0, 2),
});

/** `key:` with a list, in brackets or on lines. */
function list(
  key: string,
  words: readonly string[],
  {quote, isFlow, comment, anchor, indent}: Look,
): readonly string[] {
  const items = words.map(word => quoted(word, quote));
  if (isFlow) return [`${key}: ${anchor}[ ${items.join(' ,')}]${comment}`];
  return [`${key}: ${anchor}${comment}`.trimEnd(), ...items.map(item => `${' '.repeat(indent)}- ${item}${comment}`)];
}

/** Lines of a rule with what is wrong in it. */
function rule(wrong: Wrong, look: Look): readonly string[] {
  const word = WRONG[wrong];
  const level = (text: string) => `level: ${look.anchor}${quoted(text, look.quote)}${look.comment}`;
  const resources = (group: string, resource: string) => [
    'resources:',
    `${' '.repeat(look.indent)}- group: ${quoted(group, look.quote === '' ? '"' : look.quote)}${look.comment}`,
    ...list('resources', [resource], look).map(line => `${' '.repeat(look.indent + 2)}${line}`),
  ];
  switch (wrong) {
    case 'level':
      return [level(word)];
    case 'verb':
      return [level('Metadata'), ...list('verbs', ['list', word, 'watch'], look)];
    case 'user':
      return [...list('users', ['alice', word], look), level('Metadata')];
    case 'stage':
      return [level('Metadata'), ...list('omitStages', [word], look)];
    case 'group':
      return [level('Metadata'), ...resources(word, 'deployments')];
    case 'resource':
      return [...resources('', word), level('Metadata')];
    case 'url':
      return [level('Metadata'), ...list('nonResourceURLs', ['/version', word], look)];
    case 'key':
      return [level('Metadata'), `${word}: [get]${look.comment}`];
  }
}

type Wrapping = {readonly name: string; readonly wrap: (policy: string) => string};

const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));

const WRAPPINGS: readonly Wrapping[] = [
  {name: 'the file itself', wrap: policy => policy},
  {name: 'after a comment', wrap: policy => `# ours\n\n${policy}`},
  {name: 'a document', wrap: policy => `---\n${policy}`},
  {
    name: 'a ConfigMap',
    wrap: policy => `kind: ConfigMap\napiVersion: v1\ndata:\n  p.yaml: |\n${indented(policy, 4)}  other: x\n`,
  },
  {
    name: 'a ConfigMap, in quotes',
    wrap: policy => `kind: ConfigMap\napiVersion: v1\ndata: {"p.yaml": ${JSON.stringify(policy)}}\n`,
  },
  {
    name: 'a cluster of kops',
    wrap: policy => `kind: Cluster\nspec:\n  fileAssets:\n  - name: audit\n    content: |-\n${indented(policy, 6)}`,
  },
];

const anyFile = fc
  .record({
    rules: fc.array(fc.tuple(fc.constantFrom(...(Object.keys(WRONG) as Wrong[])), anyLook), {
      minLength: 1,
      maxLength: 4,
    }),
    indent: fc.constantFrom(0, 2),
    between: fc.constantFrom('', '\n', '  # a line\n'),
    wrapping: fc.constantFrom(...WRAPPINGS),
    eol: fc.constantFrom('\n', '\r\n'),
    bom: fc.constantFrom('', '\ufeff'),
  })
  .map(({rules, indent, between, wrapping, eol, bom}) => {
    const lines = rules.map(([wrong, look]) =>
      rule(wrong, look)
        .map((line, i) => `${' '.repeat(indent)}${i === 0 ? '- ' : '  '}${line}\n`)
        .join(''),
    );
    const policy = `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${lines.join(between)}`;
    return {
      name: wrapping.name,
      wrong: [...new Set(rules.map(([wrong]) => WRONG[wrong]))],
      text: bom + wrapping.wrap(policy).replaceAll('\n', eol),
    };
  });

const unquoted = (text: string): string => text.replace(/^(\\?["'])([\s\S]*)\1$/, '$2');

describe('a message points at the very word', () => {
  test('in files with comments, anchors, quotes, CRLF, BOM, and wrapped in others', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyFile, ({name, wrong, text}) => {
        const findings = checkPolicy(text, {file: 'p.yaml'}).flatMap(({findings: all}) => all);
        const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
        for (const word of wrong) {
          const about = findings.filter(({message}) => message.includes(word));
          expect({name, word, about: about.length > 0}).toEqual({name, word, about: true});
          for (const {at} of about) {
            seen.add(`${name}: ${word}`);
            // By line and column, as an editor jumps to it, and by offset, as the marks are drawn.
            const shown = [
              lines[at.line - 1]!.slice(at.column - 1, at.column - 1 + at.length),
              text.slice(at.offset, at.offset + at.length),
            ];
            expect({name, word, shown: shown.map(unquoted)}).toEqual({name, word, shown: [word, word]});
          }
        }
      }),
      {numRuns: runs(1000)},
    );
    expect(seen.size).toBe(WRAPPINGS.length * Object.keys(WRONG).length);
  });
});
