// Ties keys, paste and the terminal's size to the shell, and draws its session.
import {useApp, useInput, usePaste, useWindowSize} from 'ink';
import {useEffect, useSyncExternalStore} from 'react';
import {isTyping} from '../session/keymap.ts';
import type {Look} from '../session/look.ts';
import {placeOf} from '../session/place.ts';
import {presses} from './keys.ts';
import {PaintContext} from './paint.ts';
import {Screen} from './Screen.tsx';
import type {Shell} from './shell.ts';
import type {Paint} from './theme.ts';

/** What only a mounted Ink app can do. */
export type Terminal = Pick<ReturnType<typeof useApp>, 'suspendTerminal'>;

type Props = {
  readonly shell: Shell;
  readonly paint: (look: Look) => Paint;
  readonly onReady?: (terminal: Terminal) => void;
};

export function App({shell, paint, onReady}: Props) {
  const {suspendTerminal} = useApp();
  const {columns, rows} = useWindowSize();
  const session = useSyncExternalStore(shell.subscribe, shell.getSession);
  useEffect(() => onReady?.({suspendTerminal}), [onReady, suspendTerminal]);
  useEffect(() => {
    if (columns !== shell.session.size.columns || rows !== shell.session.size.rows)
      shell.dispatch({type: 'resize', size: {columns, rows}});
  }, [shell, columns, rows]);
  useInput((input, key) => {
    for (const {key: name, text} of presses(input, key)) shell.press(name, text);
  });
  // Outside a line of text a paste is no row of commands.
  usePaste(text => {
    const place = placeOf(shell.session);
    if (isTyping(place)) shell.dispatch({type: 'type', text});
  });
  return (
    <PaintContext value={paint(session.look)}>
      <Screen session={session} />
    </PaintContext>
  );
}
