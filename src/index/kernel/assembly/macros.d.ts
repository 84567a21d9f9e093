// What scripts/kernel.ts expands before it compiles. `text` is a literal of ASCII.

/** Whether the bytes at `at` are `text`: compiled to comparisons with constants of up to eight bytes. */
declare function is(at: usize, text: string): bool;
/** The address after `text` if the bytes at `at` are `text`, else 0. */
declare function after(at: usize, text: string): usize;
