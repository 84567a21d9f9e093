// Ready lines of one pane below each other. A line whose painted text is the same as before is not touched.
import {Box, Text} from 'ink';
import {memo, useContext} from 'react';
import type {ViewLine} from '../session/view.ts';
import {PaintContext} from './paint.ts';

const Painted = memo(function Painted({text}: {readonly text: string}) {
  return <Text wrap="truncate">{text}</Text>;
});

export function Lines({lines, width}: {readonly lines: readonly ViewLine[]; readonly width: number}) {
  const paint = useContext(PaintContext);
  return (
    <Box flexDirection="column" width={width} height={lines.length} flexShrink={0}>
      {lines.map(({key, line, cursor}) => (
        <Painted key={key} text={paint(line, cursor)} />
      ))}
    </Box>
  );
}
