import { expect, test } from 'vitest';
import { adviseOnRequest } from '../../../../functions/core/job/failure-advice.ts';
import { fail, toJobError } from '../../../../functions/core/job/transitions.ts';
import { parseRpcError } from '../../../../functions/core/rpc/rpc-error.ts';
import { createJobRecord, startMs } from '../records.ts';

function adviceOn(peer: string | Record<string, unknown>, type: string) {
  return adviseOnRequest({ request: { account: 'main', peer } }, toJobError(parseRpcError(400, type))).detail;
}

test.each([
  '-1500000003',
  'https://web.telegram.org/a/#-1500000003',
  { _: 'inputPeerChat', chat_id: '1500000003' },
])('the number of a channel without its 100, as %j, is told as what it probably meant', (peer) => {
  expect(adviceOn(peer, 'CHAT_ID_INVALID')).toMatch(
    /Check the id.* If -1500000003 is the number of a channel or supergroup.*, write -1001500000003\.$/,
  );
});

test.each([
  ['-4567', 'CHAT_ID_INVALID'],
  ['-998000000000', 'CHAT_ID_INVALID'],
  ['-1001500000003', 'CHANNEL_INVALID'],
  ['@launch', 'CHAT_ID_INVALID'],
  ['-1500000003', 'CHAT_ADMIN_REQUIRED'],
])('nothing is guessed for %s after %s', (peer, type) => {
  expect(adviceOn(peer, type)).toBe(parseRpcError(400, type).detail);
});

test.each([
  ['EXPIRE_DATE_INVALID', 'had passed'],
  ['USAGE_LIMIT_INVALID', 'an earlier edit'],
])('%s of an edit that was right when it was accepted is told as what came before it', (type, told) => {
  const operation = { kind: 'edit' as const, inviteId: 'inv_1', changes: { request_needed: true } };
  const job = createJobRecord(1, { operation });
  expect(fail(job, toJobError(parseRpcError(400, type)), startMs).error?.detail).toContain(told);
});

test('a job that fails keeps the advice', () => {
  const job = createJobRecord(1, { request: { account: 'main', peer: '-1500000003' } });
  const failed = fail(job, toJobError(parseRpcError(400, 'CHAT_ID_INVALID')), startMs);
  expect(failed.error?.detail).toContain('-1001500000003');
});
