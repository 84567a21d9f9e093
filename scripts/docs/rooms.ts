// ROOMS: one row a folder of src, in the order in which they may import: only from rows above.

export type Room = {
  readonly name: string;
  readonly holds: string;
  /** What a newcomer goes there to do. */
  readonly opensTo: string;
};

export const ROOMS: readonly Room[] = [
  {
    name: 'audit',
    holds:
      'the vocabulary: the event as `audit.k8s.io/v1` has it, FIELDS, microsecond times, URLs as attributes of a request, REDACTIONS, text made safe for a terminal',
    opensTo: 'add a field, or a rule of what is secret: one row',
  },
  {
    name: 'query',
    holds: 'query text to syntax tree and back; errors with a place, suggestions, times',
    opensTo: 'add an operator',
  },
  {
    name: 'ingest',
    holds:
      'paths to open inputs, bytes to records (plain, gzip, standard input), WRAPPERS (one file an input form), PROBLEMS (one row a way to fail)',
    opensTo: 'add an input form: one file, one row',
  },
  {
    name: 'index',
    holds:
      'columns and dictionaries in memory, requests joined by auditID, row sets, facets, bars, sorting, scanning of bodies',
    opensTo: 'change how events are held',
  },
  {
    name: 'source',
    holds: 'the `Source` interface, all that the rest knows of data, and the local one',
    opensTo: 'add an engine',
  },
  {
    name: 'rules',
    holds:
      'audit policies: read with places, validated and evaluated as the API server does, POLICY_CHECKS, explained, replayed over a log; alerts of Falco joined to their requests; roles from what was seen; FINDINGS, what deserves a look first',
    opensTo: 'add a check of policies, or a finding: one row with its samples',
  },
  {
    name: 'host',
    holds:
      'this node: PLACES where an API server is configured, its audit flags and mounts, CHECKS of `doctor`, and edits of the files found',
    opensTo: 'add a check or a place: one row',
  },
  {
    name: 'export',
    holds: 'FORMATS: rows to text, one file a format',
    opensTo: 'add an output format: one file, one row',
  },
  {
    name: 'session',
    holds:
      'the view model without a terminal: `Session`, `Action`, `update`, questions as data, KEYMAP, what each pane shows',
    opensTo: 'add a key: one row; change behaviour: `update`',
  },
  {
    name: 'screen',
    holds: 'Ink: ready lines put in their places, colours, keys and mouse, the life of the terminal',
    opensTo: 'change how it looks',
  },
  {
    name: 'cli',
    holds: 'COMMANDS and their flags as rows: parser, help and docs read them; exit codes',
    opensTo: 'add a command or a flag',
  },
];

/** Markdown: one row a room. */
export const roomsTable = (): string =>
  [
    '| Room | Holds | Open it to |',
    '|---|---|---|',
    ...ROOMS.map(({name, holds, opensTo}) => `| \`src/${name}\` | ${holds} | ${opensTo} |`),
  ].join('\n');
