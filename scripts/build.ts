// Bundles src/cli/main.ts into one ESM file, dist/audit-tui.js, which bin/audit-tui.js starts.
import {bundle} from './bundle.ts';

const started = performance.now();
const result = await bundle('src/cli/main.ts', 'dist/audit-tui.js');

if (!process.argv.includes('--quiet')) {
  const bytes = Object.values(result.metafile.outputs)[0]?.bytes ?? 0;
  console.log(`dist/audit-tui.js ${(bytes / 1024).toFixed(0)} KiB in ${(performance.now() - started).toFixed(0)} ms`);
}
