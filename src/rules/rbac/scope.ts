// Of a custom resource nothing tells whether it has namespaces. Where it has none the API server still logs the namespace that
// the body happens to name, as kustomize writes it; the authorizer was asked by the URL, so the URL of one request decides.
import {requestInfoOfEvent} from '../../audit/request-info.ts';
import type {EventId, Source} from '../../source/source.ts';
import {builtinResource} from '../policy/builtin-api.ts';
import type {Access} from './access.ts';

/** Whose bodies the API server reads for their names. As kubernetes/apiserver pkg/endpoints/handlers at v1.36. */
const WITH_OBJECT = ['create', 'update'];

/** A class because what was read of a resource is remembered. */
export class Scopes {
  readonly #source: Source;
  /** By API group and resource: whether it has no namespaces. */
  readonly #isCluster = new Map<string, boolean>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** Undefined where it has to be read; the access itself where there is no doubt. */
  known(access: Access): Access | undefined {
    if (access.kind === 'url' || access.namespace === '' || !WITH_OBJECT.includes(access.verb)) return access;
    const [resource = ''] = access.resource.split('/');
    if (builtinResource(access.apiGroup, resource) !== undefined) return access;
    const isCluster = this.#isCluster.get(`${access.apiGroup}/${resource}`);
    return isCluster === undefined ? undefined : isCluster ? {...access, namespace: ''} : access;
  }

  /** @param sample one of its requests; as logged if it cannot be read */
  async read(access: Access, sample: EventId | undefined): Promise<Access> {
    const known = this.known(access);
    if (known !== undefined || access.kind === 'url' || sample === undefined) return known ?? access;
    const detail = await this.#source.event(sample).catch(() => undefined);
    if (detail === undefined) return access;
    const {isResourceRequest, namespace, path} = requestInfoOfEvent(detail.event);
    const [resource = ''] = access.resource.split('/');
    const isCluster = isResourceRequest && path !== '' && namespace === '';
    this.#isCluster.set(`${access.apiGroup}/${resource}`, isCluster);
    return isCluster ? {...access, namespace: ''} : access;
  }
}
