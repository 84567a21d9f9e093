// ERRORS: one row a way in which a query can be wrong. Errors are values with a place; docs/query.md is made from the rows.

export const ERRORS = [
  {
    code: 'UNKNOWN_FIELD',
    doc: 'No field has the name before the colon. Text that holds a colon must be quoted.',
    example: 'usr:alice',
  },
  {
    code: 'BAD_VALUE',
    doc: 'The field has a closed set of values, and this is none of them or the beginning of several.',
    example: 'level:verbose',
  },
  {
    code: 'BAD_NUMBER',
    doc: 'The value of a numeric field, or after <, > or .., is not a number.',
    example: 'code:many',
  },
  {code: 'BAD_DURATION', doc: 'Not a duration such as 250ms, 1.5s, 2h or 3d.', example: 'took:>fast'},
  {
    code: 'BAD_TIME',
    doc: 'Not a time such as 15m (ago), 10:30, yesterday, 2026-11-20 or 2026-11-20T10:00Z, or not between 1970 and 2255.',
    example: 'since:noonish',
  },
  {code: 'BAD_REGEX', doc: 'The regular expression between the slashes does not compile.', example: '/a(b/'},
  {
    code: 'BAD_PATH',
    doc: 'A path of the event with an empty or broken step. Steps are .name, ["any name"], [0] and [*].',
    example: 'requestObject..spec:x',
  },
  {code: 'NOT_COMPARABLE', doc: 'The field holds text, which has no < or >.', example: 'user:>alice'},
  {code: 'MISSING_VALUE', doc: 'Nothing follows the colon, the comma or the comparison.', example: 'verb:get,'},
  {code: 'MISSING_TERM', doc: 'AND, OR, NOT or - has no term to work on.', example: 'verb:get OR'},
  {code: 'UNCLOSED_QUOTE', doc: 'A quoted text has no closing quote.', example: 'user:"alice'},
  {code: 'AFTER_QUOTE', doc: 'Text follows a closing quote without a space.', example: '"alice"bob'},
  {code: 'UNCLOSED_PAREN', doc: 'A parenthesis is not closed.', example: '(verb:get'},
  {code: 'STRAY_PAREN', doc: 'A closing parenthesis without an opening one.', example: 'verb:get)'},
  {code: 'TOO_DEEP', doc: 'More than 100 levels of parentheses and NOT.', example: '('.repeat(101)},
] as const satisfies readonly {readonly code: string; readonly doc: string; readonly example: string}[];

export type ErrorCode = (typeof ERRORS)[number]['code'];

export type QueryError = {
  readonly code: ErrorCode;
  /** One sentence: what is wrong and what to do. Holds the user's text as it is: pass it through `visible`. */
  readonly message: string;
  /** [start, end) in UTF-16 units of the text. */
  readonly at: readonly [start: number, end: number];
  /** What could stand there instead. */
  readonly suggestion?: string;
};

export const queryError = (
  code: ErrorCode,
  at: readonly [number, number],
  message: string,
  suggestion?: string,
): QueryError => (suggestion === undefined ? {code, message, at} : {code, message, at, suggestion});

export const isQueryError = (value: object | undefined): value is QueryError =>
  value !== undefined && 'code' in value && 'at' in value;

/** The message and the suggestion as one line of prose. */
export const explain = (error: QueryError): string =>
  error.suggestion === undefined ? error.message : `${error.message} Did you mean ${error.suggestion}?`;
