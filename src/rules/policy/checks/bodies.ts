// Bodies that should not be in a log.
import {LEVELS} from '../../../audit/event.ts';
import {pathOfTopic, type Topic, topicName, verbsDecidedBy} from '../probe.ts';
import {before, SENSITIVE_AT_METADATA} from './advice.ts';
import {type Found, listed, type PolicyCheck, ruleCheck} from './check.ts';

const SECRETS: Topic = {group: '', resource: 'secrets', subresource: ''};
const TOKEN_REVIEWS: Topic = {group: 'authentication.k8s.io', resource: 'tokenreviews', subresource: ''};
const TOKEN_REQUESTS: Topic = {group: '', resource: 'serviceaccounts', subresource: 'token'};

/** Verbs whose request holds a secret, and verbs whose response does. Streams of a watch are not logged. */
const WRITES = ['create', 'update', 'patch'];
const READS = ['get', 'list'];

const logsBodies = (level: string): boolean => LEVELS.indexOf(level as 'Request') >= LEVELS.indexOf('Request');

const SAMPLE_GOOD = `${SENSITIVE_AT_METADATA}
- level: RequestResponse`;

export const BODY_CHECKS: readonly PolicyCheck[] = [
  ruleCheck(
    {
      id: 'secret-bodies',
      severity: 'warning',
      title: 'secrets are written to the log',
      why: 'From level Request on the body of a request is logged, at RequestResponse the answer too: passwords and keys stand in clear in the log, its rotated files, and wherever it is shipped. Who can read those can read every secret that was touched.',
      write: before(SENSITIVE_AT_METADATA),
      bad: '- level: Request\n  resources:\n  - group: ""\n    resources: ["secrets"]\n- level: Metadata',
      good: SAMPLE_GOOD,
    },
    function* (rule, {policy, at}, ruleIndex, path): Generator<Found> {
      if (!logsBodies(rule.level)) return;
      const wanted = rule.level === 'Request' ? WRITES : [...READS, ...WRITES];
      const verbs = verbsDecidedBy(policy, ruleIndex, SECRETS, wanted);
      if (verbs.length > 0)
        yield {
          at: at(pathOfTopic(rule, path, SECRETS)),
          message: `What secrets hold is logged at level ${rule.level}, with ${listed(verbs)}.`,
        };
    },
  ),
  ruleCheck(
    {
      id: 'token-bodies',
      severity: 'warning',
      title: 'tokens are written to the log',
      why: 'A TokenReview holds the token that it asks about, and the answer to a request for serviceaccounts/token holds the new token. Whoever reads them in the log can act as their owner until they expire.',
      write: before(SENSITIVE_AT_METADATA),
      bad: '- level: RequestResponse\n  resources:\n  - group: authentication.k8s.io\n  - group: ""\n    resources: ["serviceaccounts/token"]\n- level: Metadata',
      good: SAMPLE_GOOD,
    },
    function* (rule, {policy, at}, ruleIndex, path): Generator<Found> {
      if (!logsBodies(rule.level)) return;
      const decides = (topic: Topic) => verbsDecidedBy(policy, ruleIndex, topic, ['create']).length > 0;
      if (decides(TOKEN_REVIEWS))
        yield {
          at: at(pathOfTopic(rule, path, TOKEN_REVIEWS)),
          message: `The tokens of tokenreviews are logged at level ${rule.level}.`,
        };
      const place = pathOfTopic(rule, path, TOKEN_REQUESTS);
      const isNamed = rule.resources.some(({resources}) => resources.includes(topicName(TOKEN_REQUESTS)));
      if (!decides(TOKEN_REQUESTS)) return;
      if (rule.level === 'RequestResponse')
        yield {at: at(place), message: 'The tokens that service accounts get are logged at level RequestResponse.'};
      // The request itself holds no token: only where somebody chose this level for it is it worth a word.
      else if (isNamed)
        yield {
          at: at(place),
          severity: 'info',
          message:
            'Requests for tokens are logged with their bodies: no token at level Request, every token one level higher.',
          write:
            'Write level: Metadata, which says who asked for a token of whom, and stays safe when levels are raised.',
        };
    },
  ),
];
