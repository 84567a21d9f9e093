/** Set by the build. */
declare const __VERSION__: string;

/** Of this program; from its sources, as in tests, there is none. */
export const VERSION: string = typeof __VERSION__ === 'undefined' ? 'unreleased' : __VERSION__;
