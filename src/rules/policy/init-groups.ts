// Which API groups serve the resources that Kubernetes brings along, so that nobody has to know that deployments are in apps.
import {groupsOf} from './builtin-api.ts';

/** Groups that serve what others have under the same names: figures of it, or its past. */
const SHADOWS = ['metrics.k8s.io', 'extensions'];

/** The API groups of a built-in resource, '' for core; none if it is not built in. */
export const builtInGroups = (resource: string): readonly string[] =>
  groupsOf(resource).filter(group => !SHADOWS.includes(group));
