import { describe } from 'vitest';
import './shared-service.ts';

/* Files of tests that share one service: a service takes seconds of a core to start and to warm up. */

// First: a key may have one answer held at a time.
describe('held answers', async () => {
  await import('./held-answers.cases.ts');
});
describe('batches', async () => {
  await import('./batches.cases.ts');
});
describe('refusals', async () => {
  await import('./refusals.cases.ts');
});
describe('request bodies', async () => {
  await import('./request-bodies.cases.ts');
});
describe('request ids', async () => {
  await import('./request-ids.cases.ts');
});
describe('what people send', async () => {
  await import('./what-people-send.cases.ts');
});
