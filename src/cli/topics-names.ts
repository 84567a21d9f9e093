/** What `audit-tui help` tells about besides commands, in the order in which it lists them. */
export const TOPIC_NAMES = ['query', 'keys', 'formats', 'files', 'exit-status', 'config', 'environment'] as const;
export type TopicName = (typeof TOPIC_NAMES)[number];
