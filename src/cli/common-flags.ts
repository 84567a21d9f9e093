// Arguments and flags that several commands take, said once.
import type {FlagSpec, PositionalSpec} from './flags.ts';

export const FILES: PositionalSpec = {
  name: 'PATH',
  doc: 'an audit log (its rotated files are read too), a directory of them, or - for standard input',
  many: true,
};

export const PATHS: PositionalSpec = {
  name: 'PATH',
  doc: 'an audit log (its rotated files are read too), a directory of them, - for standard input, or a ClickHouse table: clickhouse://user@host:8443/database/table',
  many: true,
};

export const LOCAL: FlagSpec = {name: 'local', doc: 'type and show times in this machine’s time zone instead of UTC'};
export const LOCAL_TYPED: FlagSpec = {
  name: 'local',
  doc: 'times typed in the query are in this machine’s time zone instead of UTC',
};
export const ALL_STAGES: FlagSpec = {
  name: 'all-stages',
  doc: 'one row per stage event instead of one per request',
};
export const REVEAL: FlagSpec = {name: 'reveal', doc: 'show secrets instead of masking them'};

/** Which files are read, and which parts of them. */
export const INPUT_FLAGS: readonly FlagSpec[] = [
  {name: 'no-rotated', doc: 'read only the named log, not its rotated files'},
  {
    name: 'since',
    value: 'TIME',
    doc: 'skip what is older: 15m, 10:30 or 2026-11-20T10:00Z. Relative to now, or to the end of a log that ended more than a day ago, if its files show that without being read',
  },
  {name: 'until', value: 'TIME', doc: 'skip what is newer'},
  {
    name: 'max-memory',
    value: 'SIZE',
    doc: 'limit for the index, such as 512M or 2G; beyond it the oldest events are left out',
  },
];
