import {facetsLines} from '../../session/panes/facets.ts';
import {layout, type Session} from '../../session/session.ts';
import {Lines} from './Lines.tsx';

export function FacetsPane({session}: {readonly session: Session}) {
  return <Lines lines={facetsLines(session)} width={layout(session).facets?.width ?? 0} />;
}
