/** Milliseconds as people read them. */
export const ms = (value: number): string =>
  `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en-US')} ms`;

/** A table of aligned columns, the first to the left, under a title. */
export function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const columns = Math.max(...rows.map(row => row.length));
  const widths = Array.from({length: columns}, (_, i) => Math.max(...rows.map(row => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  console.log(`${title}\n${rows.map(row => `  ${line(row)}`.trimEnd()).join('\n')}\n`);
}
