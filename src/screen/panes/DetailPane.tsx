import {detailLines} from '../../session/panes/detail.ts';
import {layout, type Session} from '../../session/session.ts';
import {Lines} from './Lines.tsx';

export function DetailPane({session}: {readonly session: Session}) {
  return <Lines lines={detailLines(session)} width={layout(session).detail?.width ?? 0} />;
}
