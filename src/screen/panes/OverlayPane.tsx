import {findingsLines} from '../../session/panes/findings.ts';
import {historyLines} from '../../session/panes/history.ts';
import {readLines} from '../../session/panes/read.ts';
import {rolesLines} from '../../session/panes/roles.ts';
import {takeLines} from '../../session/panes/take.ts';
import {timelineLines} from '../../session/panes/timeline.ts';
import {layout, type Overlay, type Session} from '../../session/session.ts';
import {Lines} from './Lines.tsx';

/** What lies over the panes, in place of the whole body. */
export function OverlayPane({session, overlay}: {readonly session: Session; readonly overlay: Overlay}) {
  const lines =
    overlay.kind === 'read'
      ? readLines(session, overlay)
      : overlay.kind === 'history'
        ? historyLines(session)
        : overlay.kind === 'timeline'
          ? timelineLines(session, overlay)
          : overlay.kind === 'findings'
            ? findingsLines(session, overlay)
            : overlay.kind === 'roles'
              ? rolesLines(session, overlay)
              : takeLines(session, overlay);
  return <Lines lines={lines} width={layout(session).body.width} />;
}
