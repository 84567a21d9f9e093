// A scan worker: a scanner with a message port.
import {parentPort, workerData} from 'node:worker_threads';
import type {FromWorker, ToWorker} from './messages.ts';
import {runTask, scannerFor} from './run-task.ts';

const port = parentPort!;
const scanner = scannerFor(workerData as WebAssembly.Module | undefined);

const ready: FromWorker = {type: 'ready'};
port.postMessage(ready);

port.on('message', ({id, task, spare}: ToWorker) => {
  let answer: FromWorker;
  try {
    answer = {type: 'chunk', id, ...runTask(scanner, task, spare)};
  } catch (error) {
    answer = {type: 'failed', id, reason: error instanceof Error ? error.message : String(error)};
  }
  port.postMessage(answer, answer.type === 'chunk' ? [answer.chunk.buffer] : []);
});
