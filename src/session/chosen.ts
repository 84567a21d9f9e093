// Which columns the table has, and the widths that were given to them: what the keys chose, on top of what the content asks for.
import type {ColumnId} from './columns.ts';

export type Chosen = {
  readonly hidden: ReadonlySet<ColumnId>;
  /** In cells; a column without one is as wide as suits its content. */
  readonly widths: Readonly<Partial<Record<ColumnId, number>>>;
};

/** Those that are there from the start are the ones that every incident asks for. */
export const USUAL: Chosen = {hidden: new Set(['level', 'decision', 'ip', 'agent']), widths: {}};

export const isUsual = ({hidden, widths}: Chosen): boolean =>
  Object.keys(widths).length === 0 &&
  hidden.size === USUAL.hidden.size &&
  [...hidden].every(id => USUAL.hidden.has(id));

export const LEAST_WIDTH = 4;
export const MOST_WIDTH = 200;

/** Shown or not; the last one stays. */
export function toggled(chosen: Chosen, id: ColumnId, all: readonly ColumnId[]): Chosen | undefined {
  const hidden = new Set(chosen.hidden);
  if (!hidden.delete(id)) hidden.add(id);
  return all.every(column => hidden.has(column)) ? undefined : {...chosen, hidden};
}

export const resized = (chosen: Chosen, id: ColumnId, width: number): Chosen => ({
  ...chosen,
  widths: {...chosen.widths, [id]: Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, width))},
});

/** As wide again as suits its content. */
export function freed(chosen: Chosen, id: ColumnId): Chosen {
  const {[id]: _, ...widths} = chosen.widths;
  return {...chosen, widths};
}
