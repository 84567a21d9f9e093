// Where everything stands on the screen, from its size alone and what is open: the panes draw into these boxes exactly.
export type Size = {readonly columns: number; readonly rows: number};
export type Box = {readonly x: number; readonly y: number; readonly width: number; readonly height: number};

export const PANES = ['facets', 'table', 'detail'] as const;
export type PaneName = (typeof PANES)[number];

export type Layout = Size & {
  readonly wide: boolean;
  /** Lines of the histogram, 0 when there is no room. */
  readonly histogram: number;
  readonly body: Box;
  readonly facets?: Box;
  readonly table?: Box;
  readonly detail?: Box;
};

export const WIDE = 120;
const FACETS_WIDTH = 28;
/** The line between facets and table, and a blank. */
export const RULE_WIDTH = 2;
const HEADER = 1;
const FILTER = 1;
const FOOTER = 1;

/** Lines of the body from which on table and detail share it. */
const LEAST_FOR_BOTH = 10;

export const SMALLEST: Size = {columns: 20, rows: 5};

type Open = {
  readonly focus: PaneName;
  readonly detail: boolean;
  readonly zoomed: boolean;
  /** Rows that the table has, where that is known: with few of them the detail gets the rest. */
  readonly rows?: number;
};

const histogramRows = (rows: number): number => (rows >= 45 ? 3 : rows >= 14 ? 1 : 0);

export function layoutOf({columns, rows}: Size, open: Open): Layout {
  const width = Math.max(columns, SMALLEST.columns);
  const height = Math.max(rows, SMALLEST.rows);
  const histogram = histogramRows(height);
  const top = HEADER + FILTER + histogram;
  const body: Box = {x: 0, y: top, width, height: height - top - FOOTER};
  const base = {columns: width, rows: height, wide: width >= WIDE, histogram, body};
  if (!base.wide || open.zoomed) return {...base, [open.focus]: body};
  const left = FACETS_WIDTH + RULE_WIDTH;
  const right: Box = {...body, x: left, width: width - left};
  const facets: Box = {...body, width: FACETS_WIDTH};
  if (!open.detail) return {...base, facets, table: right};
  if (body.height < LEAST_FOR_BOTH) return {...base, facets, [open.focus === 'detail' ? 'detail' : 'table']: right};
  const half = Math.max(4, Math.ceil(body.height / 2));
  const tableHeight = Math.min(half, Math.max(1, open.rows ?? half) + 1);
  return {
    ...base,
    facets,
    table: {...right, height: tableHeight},
    detail: {...right, y: right.y + tableHeight, height: body.height - tableHeight},
  };
}

/** Rows of data in the table's box: its first line holds the titles. */
export const tableRows = (layout: Layout): number => Math.max(1, (layout.table ?? layout.body).height - 1);

/** Lines of content in the detail's box: its first line holds the tabs. */
export const detailRows = (layout: Layout): number => Math.max(1, (layout.detail ?? layout.body).height - 1);

/** Bars of the histogram: a bar a cell, the time labels beside it. */
export const HISTOGRAM_LABELS = 2 * 13;
export const histogramBars = (layout: Layout): number => Math.max(8, layout.columns - HISTOGRAM_LABELS);
