// Bodies of bulk events: everything after the object's own name, made once and used for many objects.
import type {Random} from './random.ts';

/** The rest of an object's JSON, from inside its metadata to the last brace. ASCII. */
export type BodyTail = {readonly text: string; readonly isLarge: boolean};

const POOL = 1500;
/** Gives events with bodies, of which half carry two, a median of 2 to 3 KB and a 90th percentile of 9 KB. */
const MEDIAN_BYTES = 1150;
const SIGMA = 1.17;
const LARGE_EVERY = 500;
const LARGE_BYTES = 200_000;
const LARGE = 100_000;

const WORDS = [
  'http',
  'cache',
  'queue',
  'order',
  'token',
  'region',
  'shard',
  'retry',
  'limit',
  'trace',
  'user',
  'batch',
];

/** As real objects do, each grows by what it has many of: settings, managed fields, conditions. */
function piece(random: Random): string {
  const word = () => `${WORDS[random.word() % WORDS.length]}_${WORDS[random.word() % WORDS.length]}`;
  switch (random.word() % 3) {
    case 0:
      return `{"name":"${word().toUpperCase()}","value":"${random.hex(random.int(4, 40))}"}`;
    case 1:
      return `{"name":"${word()}","valueFrom":{"secretKeyRef":{"name":"${word()}","key":"${word()}"}}}`;
    default:
      return `{"name":"${word()}","value":"https://${word()}.svc.example.com:${random.int(1000, 9999)}/${random.hex(8)}?a=1\\u0026b=2"}`;
  }
}

function tailOf(size: number, random: Random): BodyTail {
  const before =
    `"creationTimestamp":"2026-11-1${random.int(0, 9)}T0${random.int(0, 9)}:12:0${random.int(0, 9)}Z","labels":{"app":"${WORDS[random.word() % 12]}","pod-template-hash":"${random.hex(10)}"},` +
    `"managedFields":[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1","time":"2026-11-19T08:30:11Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:containers":{}}}}]},` +
    `"spec":{"replicas":${random.int(1, 9)},"containers":[{"name":"main","image":"registry.example.com/team/app:${random.hex(12)}","env":[`;
  const after = `]}],"restartPolicy":"Always","terminationGracePeriodSeconds":30},"status":{"phase":"Running","observedGeneration":${random.int(1, 99)}}}`;
  const pieces: string[] = [];
  let length = before.length + after.length;
  do {
    const next = piece(random);
    pieces.push(next);
    length += next.length + 1;
  } while (length < size);
  return {text: `${before}${pieces.join(',')}${after}`, isLarge: length > LARGE};
}

export const bodies = (random: Random): readonly BodyTail[] =>
  Array.from({length: POOL}, (_, i) =>
    tailOf(
      i % LARGE_EVERY === LARGE_EVERY - 1 ? LARGE_BYTES : Math.min(random.logNormal(MEDIAN_BYTES, SIGMA), 90_000),
      random,
    ),
  );
