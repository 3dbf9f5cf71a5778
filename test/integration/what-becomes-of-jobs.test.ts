import { describe } from 'vitest';
import './shared-service.ts';

/* Files of tests that share one service: a service takes seconds of a core to start and to warm up. */

describe('the main job', async () => {
  await import('./main-job.cases.ts');
});
describe('account trouble', async () => {
  await import('./account-trouble.cases.ts');
});
describe('a blocked account', async () => {
  await import('./blocked-account.cases.ts');
});
describe('broken calls', async () => {
  await import('./broken-calls.cases.ts');
});
describe('outages', async () => {
  await import('./outages.cases.ts');
});
describe('priority', async () => {
  await import('./priority.cases.ts');
});
describe('two versions', async () => {
  await import('./two-versions.cases.ts');
});
