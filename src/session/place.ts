// Where the keys go just now.
import type {Place} from './keymap.ts';
import type {Session} from './session.ts';

export const placeOf = (session: Session): Place =>
  session.palette !== undefined
    ? 'palette'
    : session.help !== undefined
      ? 'help'
      : session.overlay !== undefined
        ? session.overlay.kind
        : session.goto !== undefined
          ? 'goto'
          : session.filter.edit !== undefined
            ? 'filter'
            : session.search.edit !== undefined
              ? 'search'
              : session.bars !== undefined
                ? 'histogram'
                : session.focus === 'facets' && session.facets.search !== undefined
                  ? 'facet'
                  : session.focus;
