// The whole screen: places ready lines, nothing else. Exactly as large as the terminal, so that nothing ever scrolls.
import {Box, Text} from 'ink';
import {useContext} from 'react';
import {RULE_WIDTH} from '../session/layout.ts';
import {span} from '../session/line.ts';
import {filterLine, filterMenu} from '../session/panes/filter.ts';
import {footerLine} from '../session/panes/footer.ts';
import {headerLine} from '../session/panes/header.ts';
import {helpLines} from '../session/panes/help.ts';
import {histogramLines} from '../session/panes/histogram.ts';
import {paletteLines} from '../session/panes/palette.ts';
import {layout, type Session} from '../session/session.ts';
import type {ViewLine} from '../session/view.ts';
import {PaintContext} from './paint.ts';
import {DetailPane} from './panes/DetailPane.tsx';
import {FacetsPane} from './panes/FacetsPane.tsx';
import {Lines} from './panes/Lines.tsx';
import {OverlayPane} from './panes/OverlayPane.tsx';
import {TablePane} from './panes/TablePane.tsx';

const RULE = [span('│', 'rule')];

/** One text for the whole height: every text of its own costs a node of the layout. */
function Rule({height}: {readonly height: number}) {
  const paint = useContext(PaintContext);
  return (
    <Box width={RULE_WIDTH} height={height} flexShrink={0}>
      <Text>{Array.from({length: height}, () => paint(RULE)).join('\n')}</Text>
    </Box>
  );
}

function Body({session}: {readonly session: Session}) {
  const {facets, table, detail, body} = layout(session);
  if (session.palette !== undefined) return <Lines lines={paletteLines(session, session.palette)} width={body.width} />;
  if (session.help !== undefined) return <Lines lines={helpLines(session, session.help)} width={body.width} />;
  if (session.overlay !== undefined) return <OverlayPane session={session} overlay={session.overlay} />;
  return (
    <>
      {facets && <FacetsPane session={session} />}
      {facets && (table || detail) && <Rule height={body.height} />}
      {(table || detail) && (
        <Box flexDirection="column" width={(table ?? detail)!.width} flexShrink={0}>
          {table && <TablePane session={session} />}
          {detail && <DetailPane session={session} />}
        </Box>
      )}
    </>
  );
}

export function Screen({session}: {readonly session: Session}) {
  const {columns, rows, body} = layout(session);
  const top: readonly ViewLine[] = [
    {key: 'header', line: headerLine(session)},
    {key: 'filter', line: filterLine(session)},
    ...histogramLines(session).map((line, at) => ({key: `bars ${at}`, line})),
  ];
  const menu = filterMenu(session, body.height);
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Lines lines={top} width={columns} />
      <Box flexDirection="row" width={columns} height={body.height} flexShrink={0} overflow="hidden">
        <Body session={session} />
      </Box>
      <Lines lines={[{key: 'footer', line: footerLine(session)}]} width={columns} />
      {menu.length > 0 && (
        <Box position="absolute" marginTop={body.y - layout(session).histogram}>
          <Lines lines={menu} width={columns} />
        </Box>
      )}
    </Box>
  );
}
