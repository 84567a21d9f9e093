// How big a terminal is, also where nobody told it.

export type Size = {readonly columns: number; readonly rows: number};

/** Of the VT100, and of what most who do not say emulate. */
const USUAL: Size = {columns: 80, rows: 24};

/** In cells. A serial line does not know how big what hangs on it is: it says 0, and so does a terminal that a container was given. */
export const sizeOf = ({columns, rows}: Size): Size => ({
  columns: columns > 0 ? columns : USUAL.columns,
  rows: rows > 0 ? rows : USUAL.rows,
});
