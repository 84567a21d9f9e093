// What is sent with every query, as far as the server lets this user set it: a query stops when we go away, and limits that
// are met are errors, never shorter answers. A user who may set nothing is asked nothing.
import type {Note} from '../source.ts';
import type {Engine} from './engine.ts';
import {sql, texts} from './sql.ts';

export type Settings = Readonly<Record<string, string | number>>;

const LIMITS = [
  'timeout_overflow_mode',
  'read_overflow_mode',
  'read_overflow_mode_leaf',
  'group_by_overflow_mode',
  'sort_overflow_mode',
  'result_overflow_mode',
  'set_overflow_mode',
  'distinct_overflow_mode',
  'join_overflow_mode',
  'timeout_overflow_mode_leaf',
] as const;

const WANTED: Settings = {
  cancel_http_readonly_queries_on_client_close: 1,
  ...Object.fromEntries(LIMITS.map(name => [name, 'throw'])),
  // Names of columns win over ours, which none of them has.
  prefer_column_name_to_alias: 0,
  // A value that is not there is '' or 0, not NULL, in sets that a field is not in.
  group_by_use_nulls: 0,
  join_use_nulls: 0,
  transform_null_in: 0,
};

/**
 * Set only where the server has the first of these: queries inside of a query over a Distributed table are refused by `deny`, which
 * is the default. `global` is right however the table is sharded; who set another value knows how theirs is.
 */
const INSTEAD: Readonly<Record<string, readonly [of: string, now: string]>> = {
  distributed_product_mode: ['deny', 'global'],
};

type Manners = {readonly settings: Settings; readonly notes: readonly Note[]};

/** Never throws: a server that does not say what it allows is sent nothing. */
export async function mannersOf(engine: Engine): Promise<Manners> {
  const names = ['readonly', ...Object.keys(WANTED), ...Object.keys(INSTEAD)];
  const rows = await engine
    .query(sql`SELECT name, value, readonly FROM system.settings WHERE name IN ${texts(names)}`)
    .catch(() => undefined);
  if (rows === undefined) return {settings: {}, notes: []};
  const known = new Map(
    rows.map(([name, value, fixed]) => [String(name), {value: String(value), isFixed: Number(fixed) === 1}]),
  );
  const isReadonly = known.get('readonly')?.value === '1';
  const mayBe = (name: string, is: (value: string) => boolean) => {
    const now = known.get(name);
    return !isReadonly && now !== undefined && !now.isFixed && is(now.value);
  };
  const settings = Object.fromEntries([
    ...Object.entries(WANTED).filter(([name, value]) => mayBe(name, now => now !== String(value))),
    ...Object.entries(INSTEAD).flatMap(([name, [of, now]]) =>
      mayBe(name, value => value === of) ? [[name, now]] : [],
    ),
  ]);
  // What cannot be set back cuts answers without a word.
  const cut = LIMITS.filter(name => {
    const now = known.get(name);
    return now !== undefined && now.value !== 'throw' && !Object.hasOwn(settings, name);
  });
  const notes: readonly Note[] =
    cut.length === 0
      ? []
      : [
          {
            kind: 'remote',
            text: `answers may be cut without a word: this user’s settings have ${cut.join(', ')} other than throw, and may not be changed`,
            short: 'answers may be cut',
          },
        ];
  return {settings, notes};
}
