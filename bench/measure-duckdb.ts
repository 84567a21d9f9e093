// Child process: the same columns read by DuckDB, all its threads, into a table in memory. Prints JSON. DuckDB is no
// dependency of this project: `npm install --no-save @duckdb/node-api` brings it for a run.
type Connection = {run(sql: string): Promise<unknown>; runAndReadAll(sql: string): Promise<{getRows(): unknown[][]}>};
type DuckDB = {DuckDBInstance: {create(path: string): Promise<{connect(): Promise<Connection>}>}};

const path = process.argv[2]!;
const name = '@duckdb/node-api';
const duckdb = (await import(name).catch(() => undefined)) as DuckDB | undefined;
if (duckdb === undefined) {
  console.log(JSON.stringify({installed: false}));
} else {
  const connection = await (await duckdb.DuckDBInstance.create(':memory:')).connect();
  const start = performance.now();
  await connection.run(`
    CREATE TABLE audit AS SELECT
      level, stage, verb, "user".username AS username, "user".groups AS groups, impersonatedUser.username AS impersonated,
      auditID, requestURI, sourceIPs[-1] AS sourceIP, userAgent, objectRef.resource AS resource, objectRef.namespace AS namespace,
      objectRef.name AS name, objectRef.apiGroup AS apiGroup, objectRef.apiVersion AS apiVersion,
      objectRef.subresource AS subresource, responseStatus.code AS code, responseStatus.reason AS reason,
      requestReceivedTimestamp, stageTimestamp, annotations
    FROM read_json('${path.replaceAll("'", "''")}', format = 'newline_delimited', maximum_object_size = 67108864, columns = {
      level: 'VARCHAR', stage: 'VARCHAR', verb: 'VARCHAR', "user": 'STRUCT(username VARCHAR, groups VARCHAR[])',
      impersonatedUser: 'STRUCT(username VARCHAR)', auditID: 'VARCHAR', requestURI: 'VARCHAR', sourceIPs: 'VARCHAR[]',
      userAgent: 'VARCHAR',
      objectRef: 'STRUCT(resource VARCHAR, namespace VARCHAR, name VARCHAR, apiGroup VARCHAR, apiVersion VARCHAR, subresource VARCHAR)',
      responseStatus: 'STRUCT(code INTEGER, reason VARCHAR)', requestReceivedTimestamp: 'TIMESTAMP',
      stageTimestamp: 'TIMESTAMP', annotations: 'MAP(VARCHAR, VARCHAR)'})`);
  const rows = (await connection.runAndReadAll('SELECT count(*) FROM audit')).getRows();
  console.log(JSON.stringify({installed: true, loadMs: performance.now() - start, events: Number(rows[0]?.[0])}));
}
process.exit(0);
