import {tableLines} from '../../session/panes/table.ts';
import {layout, type Session} from '../../session/session.ts';
import {Lines} from './Lines.tsx';

export function TablePane({session}: {readonly session: Session}) {
  return <Lines lines={tableLines(session)} width={layout(session).table?.width ?? 0} />;
}
