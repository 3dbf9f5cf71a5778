import { expect, test } from 'vitest';
import { describeEvent } from '../../local/describe-event.ts';

function describeRequest(target: string): string | undefined {
  return describeEvent({ type: 'request', method: 'POST', target, statusCode: 202, durationMs: 1 });
}

test.each([
  ['/v1/invites/inv_1/requests/5000017041/approve', '/v1/invites/inv_1/requests/{user_id}/approve'],
  ['/v1/accounts/main/requests/5000017041/decline?x=1', '/v1/accounts/main/requests/{user_id}/decline'],
  ['/v1/accounts/main/requests/@grace_demo', '/v1/accounts/main/requests/{user_id}'],
])('the line of %s names nobody', (target, path) => {
  expect(describeRequest(target)).toBe(`http      POST ${path} -> 202`);
});

test('the line of a decision about all who ask has its path', () => {
  expect(describeRequest('/v1/invites/inv_1/requests/approve')).toBe(
    'http      POST /v1/invites/inv_1/requests/approve -> 202',
  );
});
