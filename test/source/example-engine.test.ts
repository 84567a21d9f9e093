// The engine that docs/engines.md begins with holds what every Source must.
import {conformance} from './conformance.ts';
import {ExampleSource} from './example-engine.ts';

conformance({
  name: 'the example',
  runs: 12,
  timeout: 60_000,
  hostile: 2,
  open: async events => {
    const source = new ExampleSource(events);
    return {source, close: () => source.close()};
  },
});
