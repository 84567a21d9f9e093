// Who writes a role needs `escalate`, or all that the role grants. Which writes need it depends on what their writer is granted
// besides, and that on which writes need it: so few are chosen that none of them could be left out.
// As kubernetes/kubernetes pkg/registry/rbac/role/policybased/storage.go at v1.36.
import {type Access, mayDo, type ResourceAccess} from './access.ts';

/** Verbs that are granted for what bodies tell: what a role grants of them may come to be held. */
const FROM_BODIES = ['bind', 'escalate', 'approve', 'sign', 'attest'];

export type RoleWrite = {
  /** What would allow it, whatever the role grants. */
  readonly escalate: ResourceAccess;
  /** What the role grants and its writer may still come to hold; undefined where it grants more than that. */
  readonly open: readonly Access[] | undefined;
};

/**
 * What of a role is not held.
 * @param given undefined where it is not to be counted
 */
export function openOf(
  given: readonly Access[] | undefined,
  holds: (access: Access) => boolean,
): readonly Access[] | undefined {
  const open = given?.filter(access => !holds(access));
  return open?.every(({verb}) => FROM_BODIES.includes(verb)) ? open : undefined;
}

/** Of more writes that depend on each other each is taken to need it. */
const MOST_LOOKED_AT = 200;

/**
 * The writes that need `escalate`.
 * @param holds what is granted to their writer without them
 */
export function escalations<W extends RoleWrite>(
  writes: readonly W[],
  holds: (access: Access) => boolean,
): readonly W[] {
  const sure: W[] = [];
  const others: {readonly write: W; readonly open: readonly Access[]}[] = [];
  for (const write of writes) {
    const open = openOf(write.open, holds);
    if (!open?.every(({verb}) => verb === 'escalate')) sure.push(write);
    else if (open.length > 0) others.push({write, open});
  }
  type Other = (typeof others)[number];
  const maySure = mayDo(sure.map(({escalate}) => escalate));
  const may = (chosen: readonly Other[]) => {
    const mayChosen = mayDo(chosen.map(({write}) => write.escalate));
    return (access: Access) => maySure(access) || mayChosen(access);
  };
  let chosen: readonly Other[] = others;
  if (others.length <= MOST_LOOKED_AT) {
    const isHeld = ({open}: Other) => open.every(maySure);
    // Those first that need nothing of the others.
    for (const one of [...others.filter(isHeld), ...others.filter(other => !isHeld(other))]) {
      const less = chosen.filter(other => other !== one);
      const mayLess = may(less);
      if (others.every(({write, open}) => mayLess(write.escalate) || open.every(mayLess))) chosen = less;
    }
  }
  // Who holds the rest by what was chosen needs none for it.
  const [mayAll, isChosen] = [may(chosen), new Set(chosen)];
  const needing = others.filter(other => isChosen.has(other) || !other.open.every(mayAll));
  return [...sure, ...needing.map(({write}) => write)];
}
