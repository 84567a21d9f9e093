// SYNTAX and MOMENTS: what a query may say, one row a form. docs/query.md, the help and the man page read them.

export const SYNTAX = [
  {write: 'field:value', finds: 'exactly this value, in this case', example: 'verb:delete resource:pods'},
  {write: 'field:a,b', finds: 'any of these values', example: 'verb:create,update,patch'},
  {
    write: 'field:glob',
    finds: '`*` is any text, `?` one character; over the whole value, ignoring case',
    example: 'ns:prod-*',
  },
  {
    write: 'field:"text"',
    finds: 'exactly this text, never a glob; `\\"` and `\\\\` are a quote and a backslash',
    example: 'user:"bob, the \\"builder\\""',
  },
  {write: 'field:""', finds: 'events without a value', example: 'ns:""'},
  {
    write: 'field:/re/',
    finds: 'a regular expression found in the value, ignoring case',
    example: 'agent:/^kubectl\\/v1\\.3\\d/',
  },
  {write: 'field:>n', finds: 'also `>=`, `<`, `<=`, for numbers, durations and times', example: 'code:>=400'},
  {write: 'field:a..b', finds: 'from a to b, both included; either may be left out', example: 'code:400..499'},
  {
    write: 'resource:a/b',
    finds: 'a resource with its subresource, as roles and policies write them; the same as `resource:a sub:b`',
    example: 'resource:pods/exec,pods/attach',
  },
  {write: 'code:4xx', finds: 'a hundred of codes', example: 'code:4xx,5xx'},
  {
    write: 'took:duration',
    finds: '`ns`, `us`, `ms`, `s`, `m`, `h`, `d`, `w`; alone it is as wide as its last digit',
    example: 'took:10ms..1s',
  },
  {write: 'has:field', finds: 'the field is there and not empty', example: 'has:impersonated'},
  {write: 'path:value', finds: 'any path of the event is a field', example: 'requestObject.spec.replicas:>3'},
  {write: 'text', finds: 'found anywhere in the event, bodies included, ignoring case', example: 'nginx'},
  {write: '"text"', finds: 'the same for text with spaces or colons', example: '"system:masters"'},
  {
    write: '/re/',
    finds: 'a regular expression found anywhere in the event, ignoring case',
    example: '/secrets?.*token/',
  },
  {write: '-term', other: 'NOT term', finds: 'events that the term does not find', example: '-user:system:*'},
  {write: 'a OR b', finds: 'either', example: '(verb:delete OR code:403) ns:prod'},
  {write: 'since:moment', finds: 'from this time on', example: 'since:15m'},
  {write: 'until:moment', finds: 'before this time', example: 'until:2026-11-20T10:00Z'},
  {write: 'at:moment', finds: 'during this day, minute or second', example: 'at:10:02'},
  {write: 'at:moment±duration', finds: 'around this time; `+-` can be typed instead', example: 'at:10:02:11+-5s'},
  {write: 'time:moment', finds: 'compares `stageTimestamp` itself', example: 'time:>=10:00'},
] as const satisfies readonly {
  readonly write: string;
  readonly other?: string;
  /** Markdown, with nothing but backticks. */
  readonly finds: string;
  readonly example: string;
}[];

/** `write`: several ways, each a value that `since:` takes. */
export const MOMENTS = [
  {write: ['15m', '2h', '3d'], means: 'so long ago'},
  {write: ['10:30', '10:30:05', '10:30:05.25'], means: 'the newest such moment that is not in the future'},
  {write: ['today', 'yesterday', 'monday'], means: 'the newest such day; any day of the week'},
  {write: ['"monday 10:30"', 'yesterdayT10:30'], means: 'a time of that day'},
  {write: ['2026-11-20', '2026-11-20T10:00', '"2026-11-20 10:00"'], means: 'a date, with a time or without'},
  {write: ['10:30Z', '2026-11-20T10:00+02:00'], means: 'in a zone of its own'},
  {write: ['now'], means: 'now'},
] as const satisfies readonly {readonly write: readonly string[]; readonly means: string}[];

type SyntaxRow = {readonly write: string; readonly other?: string; readonly finds: string; readonly example: string};
const syntax: readonly SyntaxRow[] = SYNTAX;

export const writtenAs = ({write, other}: SyntaxRow): readonly string[] =>
  other === undefined ? [write] : [write, other];

/** Markdown: one row a form. */
export const syntaxTable = (): string =>
  [
    '| Write | It finds | Example |',
    '|---|---|---|',
    ...syntax.map(
      row =>
        `| ${writtenAs(row)
          .map(text => `\`${text}\``)
          .join(', ')} | ${row.finds} | \`${row.example}\` |`,
    ),
  ].join('\n');

/** Markdown: one row a kind of moment. */
export const momentsTable = (): string =>
  [
    '| Write | Means |',
    '|---|---|',
    ...MOMENTS.map(({write, means}) => `| ${write.map(text => `\`${text}\``).join(', ')} | ${means} |`),
  ].join('\n');
