#!/usr/bin/env node
// Checks the runtime before anything that a too old one could not even parse.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 15)) {
  console.error(`audit-tui needs Node.js 22.15 or newer; this is ${process.versions.node} (${process.execPath}).`);
  process.exit(2);
}
await import('../dist/audit-tui.js').catch(error => {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.error('audit-tui is not built yet: run "npm run build" first.');
  process.exit(2);
});
