// Arguments and flags that several commands take, said once.
import type {FlagSpec, PositionalSpec} from './flags.ts';

export const FILES: PositionalSpec = {
  name: 'PATH',
  doc: 'an audit log (its rotated files come along), a directory of them, or - for standard input',
  many: true,
};

export const PATHS: PositionalSpec = {
  name: 'PATH',
  doc: 'an audit log (its rotated files come along), a directory of them, - for standard input, or a table of ClickHouse: clickhouse://user@host:8443/database/table',
  many: true,
};

export const LOCAL: FlagSpec = {name: 'local', doc: 'times in this machine’s zone instead of UTC, typed and shown'};
export const LOCAL_TYPED: FlagSpec = {
  name: 'local',
  doc: 'times typed in the query are in this machine’s zone instead of UTC',
};
export const ALL_STAGES: FlagSpec = {
  name: 'all-stages',
  doc: 'every stage event is a row, instead of one row a request',
};
export const REVEAL: FlagSpec = {name: 'reveal', doc: 'show secrets instead of masking them'};

/** Which files are read, and which parts of them. */
export const INPUT_FLAGS: readonly FlagSpec[] = [
  {name: 'no-rotated', doc: 'read the named log alone, without what was rotated from it'},
  {
    name: 'since',
    value: 'TIME',
    doc: 'skip files and parts of files that end before: 15m, 10:30, 2026-11-20T10:00Z; counted as in a query, from the end of a log older than a day where its files tell that unread, else from now',
  },
  {name: 'until', value: 'TIME', doc: 'skip files and parts of files that begin after'},
  {
    name: 'max-memory',
    value: 'SIZE',
    doc: 'what the index may take, as 512M or 2G; the oldest events are left out then',
  },
];
