#!/usr/bin/env node
// Checks the runtime before anything that a too old one could not even parse: this file is for any Node.js since 10, as a script or
// as a module, so it imports nothing but by a call and awaits nothing.
const NEEDED = [22, 15];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  console.error(
    `audit-tui needs Node.js ${NEEDED.join('.')} or newer; this is ${process.versions.node} (${process.execPath}).`,
  );
  process.exitCode = 2;
} else {
  import('../dist/audit-tui.js').catch(error => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.error('audit-tui is not built yet: run "npm run build" in its folder first.');
    process.exitCode = 2;
  });
}
