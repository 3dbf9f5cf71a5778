import { expect, test } from 'vitest';
import { toLinkEvent } from '../../../../functions/core/callback/link-event.ts';
import { createJoin, createTracked } from '../join/join-records.ts';
import { createJobRecord, startMs } from '../records.ts';

const link = createTracked(1);
const invite = createJobRecord(1, {
  request: { account: 'main', peer: '@launch', title: 'order 4711', metadata: { b: '2', a: '1' } },
});
const atMs = startMs + 1_000;
const timestamp = '2026-12-01T10:00:01.000Z';
const common = {
  invite_id: 'inv_1',
  account: 'main',
  chat_id: '-1001',
  link: 'https://t.me/+link1',
  title: 'order 4711',
  metadata: { a: '1', b: '2' },
};

function bodyOf(...[event, of = invite]: [Parameters<typeof toLinkEvent>[1], typeof invite?]) {
  return JSON.parse(toLinkEvent(link, event, of).body);
}

test('a join tells who came in, how, and by whose link', () => {
  const event = { ...createJoin(1), via: 'request', approvedBy: '5' } as const;
  expect(toLinkEvent(link, event, invite).id).toBe('evt_1');
  expect(bodyOf(event)).toEqual({
    type: 'invite.joined',
    timestamp,
    data: { ...common, number: 1, user_id: '7001', joined_at: timestamp, via: 'request', approved_by: '5' },
  });
});

test('a name is told where it is kept', () => {
  expect(bodyOf({ ...createJoin(1), firstName: 'Ada', username: 'ada' }).data).toMatchObject({
    first_name: 'Ada',
    username: 'ada',
  });
});

test('a request to join tells who asks', () => {
  const event = { id: 'evt_2', number: 2, atMs, kind: 'join_requested', userId: '9' } as const;
  expect(bodyOf(event)).toEqual({
    type: 'invite.join_requested',
    timestamp,
    data: { ...common, number: 2, user_id: '9', requested_at: timestamp },
  });
});

test('a link that is used up tells its limit', () => {
  const event = { id: 'evt_3', number: 3, atMs, kind: 'used_up', usageLimit: 2 } as const;
  expect(bodyOf(event)).toEqual({
    type: 'invite.used_up',
    timestamp,
    data: { ...common, number: 3, usage_limit: 2 },
  });
});

test('the body is the same whatever order DynamoDB gives the metadata in, and without the invite', () => {
  const other = { ...invite, request: { ...invite.request, metadata: { a: '1', b: '2' } } };
  expect(toLinkEvent(link, createJoin(1), other)).toEqual(toLinkEvent(link, createJoin(1), invite));
  expect(JSON.parse(toLinkEvent(link, createJoin(1), undefined).body).data).not.toHaveProperty('title');
});
