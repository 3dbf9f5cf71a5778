import { expect, test } from 'vitest';
import { watch } from '../../../cli/caller/commands/watch.ts';
import { startScriptedApi } from './scripted-api.ts';
import { createTestContext } from './test-context.ts';

const invite = { id: 'inv_1', account: 'main', peer: '@launch', created_at: '2026-12-01T10:00:00.000Z' };
const link = { ...invite, status: 'succeeded', invite: { link: 'https://t.me/+abc' } };

test('an invite that stays in one state is told about every minute, with for how long', async () => {
  const api = await startScriptedApi((_, index) =>
    index < 6 ? { headers: { 'retry-after': '30' }, body: { ...invite, status: 'queued' } } : { body: link },
  );
  const { context, noted, said } = createTestContext(api.baseUrl);
  await watch(context, 'inv_1', {});
  expect(noted.map((line) => line.replace(/^[\d:]+ {2}/, ''))).toEqual([
    'queued',
    'still queued (for 1 min 0 s)',
    'still queued (for 2 min 0 s)',
    'succeeded',
  ]);
  expect(said).toEqual(['https://t.me/+abc']);
});

test('a wait that the API asks for while a batch is watched is shown with its reason and its end', async () => {
  const batch = { id: 'bat_1', size: 1, counts: {}, created_at: invite.created_at };
  const api = await startScriptedApi((_, index) => {
    if (index === 1) {
      return {
        status: 429,
        headers: { 'retry-after': '90' },
        body: { title: 'Too many', detail: 'Too fast.' },
      };
    }
    return index === 0
      ? { body: { ...batch, status: 'running', items: [{ ...invite, status: 'queued' }] } }
      : { body: { ...batch, status: 'done', items: [link] } };
  });
  const { context, shown, noted } = createTestContext(api.baseUrl);
  await watch(context, 'bat_1', {});
  expect(shown[1]?.text).toMatch(/asked to wait until [\d:]+: Too fast\./);
  expect(noted).toEqual([]);
});
