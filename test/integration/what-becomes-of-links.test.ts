import { describe } from 'vitest';
import './shared-service.ts';

/* Files of tests that share one service: a service takes seconds of a core to start and to warm up. */

describe('the life of a link', async () => {
  await import('./link-life.cases.ts');
});
describe('the typed client', async () => {
  await import('./client.cases.ts');
});
describe('joins', async () => {
  await import('./joins.cases.ts');
});
describe('join requests', async () => {
  await import('./join-requests.cases.ts');
});
// Last: it changes a queue, and kills functions.
describe('events of joins', async () => {
  await import('./join-events.cases.ts');
});
