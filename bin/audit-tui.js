#!/usr/bin/env node
// Checks the runtime before anything that a too old one could not even parse.
import {existsSync} from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
const program = new URL('../dist/audit-tui.js', import.meta.url);

if (major < 22 || (major === 22 && minor < 15)) {
  console.error(`audit-tui needs Node.js 22.15 or newer; this is ${process.versions.node} (${process.execPath}).`);
  process.exitCode = 2;
} else if (existsSync(program)) {
  await import(program);
} else {
  console.error('audit-tui is not built yet: run "npm run build" in its folder first.');
  process.exitCode = 2;
}
