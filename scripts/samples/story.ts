// The incident: the token of a build runner is used from outside, step by step up to cluster-admin, and bob cleans up.
// sample-logs/README.md tells it in prose; its tests read it back from the files.
import type {Call} from './record.ts';
import {attack} from './story/attack.ts';
import {aftermath} from './story/response.ts';

export const story = (): Call[] => [...attack(), ...aftermath()];
