// The licences and notices that must come along with what was bundled.
import type {Part} from './parts.ts';

/** What https://bun.com/docs/project/license says of Bun, as far as it matters to who passes an executable on. */
const BUN = `The executables hold Bun, whose licence is MIT. Bun is linked with JavaScriptCore of WebKit, whose licence is the LGPL,
version 2, and with libraries under other licences, which https://bun.com/docs/project/license lists with their sources.

Who wants to run audit-tui with another JavaScriptCore: all of audit-tui that was compiled is in the npm package of the same
version (dist/audit-tui.js), which any Bun runs, and which any Bun compiles again:

    bun build dist/audit-tui.js --compile --bytecode --format=esm --outfile=audit-tui
`;

const RULE = '-'.repeat(80);

const text = ({name, version, licence, texts}: Part): string =>
  [`${RULE}\n${name} ${version}: ${licence}\n`, ...texts.map(one => `${one}\n`)].join('\n');

/** The text of the file. `runtime`: of executables. */
export const notices = (parts: readonly Part[], runtime: boolean): string =>
  [
    'audit-tui is under Apache-2.0. It holds the packages below, each under its own licence.\n',
    ...(runtime ? [`${RULE}\nBun\n\n${BUN}`] : []),
    ...parts.map(text),
  ].join('\n');
