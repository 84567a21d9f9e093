// CHECKS: all that doctor looks at, one row a check, in the order in which a request goes: server, policy, log, rotation, webhook.
import {BACKEND_CHECKS} from './checks/backend.ts';
import type {CheckSpec} from './checks/check.ts';
import {FLAG_CHECKS} from './checks/flags.ts';
import {LOG_CHECKS} from './checks/log.ts';
import {LOG_PLACE_CHECKS} from './checks/log-place.ts';
import {POLICY_CHECKS} from './checks/policy.ts';
import {POLICY_PLACE_CHECKS} from './checks/policy-place.ts';
import {ROTATION_CHECKS} from './checks/rotation.ts';
import {SERVER_CHECKS} from './checks/server.ts';
import {SPACE_CHECKS} from './checks/space.ts';

export const CHECKS: readonly CheckSpec[] = [
  ...SERVER_CHECKS,
  ...FLAG_CHECKS,
  ...POLICY_PLACE_CHECKS,
  ...POLICY_CHECKS,
  ...LOG_PLACE_CHECKS,
  ...LOG_CHECKS,
  ...ROTATION_CHECKS,
  ...SPACE_CHECKS,
  ...BACKEND_CHECKS,
];

/** Checks whose failure means that nothing at all is recorded, the plainest reason first. */
export const FATAL: readonly string[] = [
  'policy-given',
  'log-given',
  'policy-records',
  'flags-known',
  'flags-valid',
  'policy-mounted',
  'policy-volume',
  'policy-there',
  'policy-valid',
  'log-mount-writable',
  'log-place',
  'log-written',
];

const escaped = (text: string): string => text.replaceAll('|', '\\|');

/** Markdown: one row a check. */
export function checksTable(): string {
  const rows = CHECKS.map(
    ({id, question, severity, why, remedy}) =>
      `| ${escaped(question)} \`${id}\` (${severity}) | ${escaped(why)} | ${escaped(remedy)} |`,
  );
  return ['| Check | Why it matters | What to do |', '|---|---|---|', ...rows].join('\n');
}
