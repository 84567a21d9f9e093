// What on a command line names a table of a server, in place of a file.

/** `clickhouse://…`, or `@NAME` of the config file; a file of such a name is written ./@NAME. */
export const isRemote = (path: string): boolean => /^clickhouse:\/\//i.test(path) || /^@[\w.-]+$/.test(path);
