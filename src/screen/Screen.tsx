// The whole screen: places ready lines, nothing else. Exactly as large as the terminal, so that nothing ever scrolls.
import {Box, Text} from 'ink';
import {useContext} from 'react';
import {RULE_WIDTH} from '../session/layout.ts';
import {span} from '../session/line.ts';
import {filterLine} from '../session/panes/filter.ts';
import {footerLine} from '../session/panes/footer.ts';
import {headerLine} from '../session/panes/header.ts';
import {histogramLines} from '../session/panes/histogram.ts';
import {layout, type Session} from '../session/session.ts';
import type {ViewLine} from '../session/view.ts';
import {bodyViews, overViews} from '../session/views.ts';
import {Lines} from './Lines.tsx';
import {PaintContext} from './paint.ts';

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
  const views = bodyViews(session);
  const facets = views.find(({place}) => place === 'facets');
  const rest = views.filter(view => view !== facets);
  return (
    <>
      {facets && <Lines lines={facets.lines} width={facets.box.width} />}
      {facets && rest.length > 0 && <Rule height={facets.box.height} />}
      {rest.length > 0 && (
        <Box flexDirection="column" width={rest[0]!.box.width} flexShrink={0}>
          {rest.map(({place, lines, box}) => (
            <Lines key={place} lines={lines} width={box.width} />
          ))}
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
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Lines lines={top} width={columns} />
      <Box flexDirection="row" width={columns} height={body.height} flexShrink={0} overflow="hidden">
        <Body session={session} />
      </Box>
      <Lines lines={[{key: 'footer', line: footerLine(session)}]} width={columns} />
      {overViews(session).map(({box, lines}) => (
        <Box key={box.y} position="absolute" marginTop={box.y}>
          <Lines lines={lines} width={columns} />
        </Box>
      ))}
    </Box>
  );
}
