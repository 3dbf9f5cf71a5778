import { expect } from 'vitest';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import { findSecrets } from './find-secrets.ts';
import { make, type Problem, post, request } from './follow-jobs.ts';
import type { LocalService } from './local-service.ts';
import { seedAccount } from './seed-account.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
test.beforeAll(({ service: shared }) => {
  service = shared;
});
tellFailure(() => service);

/** Requests that are refused at the door, each with what the answer has to say. */
const refusedAtOnce: [
  behaviour: string,
  init: { body: string; headers?: Record<string, string> },
  status: number,
  said: RegExp,
][] = [
  ['malformed JSON', { body: '{"account":"main",\n"peer":}' }, 400, /line 2, column 8/],
  [
    'a wrong content type',
    { body: 'account=main', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    /application\/json/,
  ],
  [
    'a body of 2 MB',
    { body: JSON.stringify({ account: 'main', peer: '@launch', title: 'x'.repeat(2 ** 21) }) },
    413,
    /at most 32768 bytes/,
  ],
  ['an unknown account', { body: '{"account":"nobody","peer":"@launch"}' }, 422, /no account \\"nobody\\"/],
  ['a missing peer', { body: '{"account":"main"}' }, 422, /no default peer/],
  [
    'a date that has passed',
    { body: '{"account":"main","peer":"@launch","expire_date":1700000000}' },
    422,
    /not in the future/,
  ],
  ['an unknown field', { body: '{"account":"main","peer":"@launch","tilte":"x"}' }, 422, /tilte/],
  [
    'a missing API key',
    { body: '{"account":"main","peer":"@launch"}', headers: { authorization: '' } },
    401,
    /Bearer/,
  ],
  [
    'an unknown API key',
    { body: '{"account":"main","peer":"@launch"}', headers: { authorization: 'Bearer isk_wrong' } },
    401,
    /key/,
  ],
];

test.each(refusedAtOnce)(
  '%s is refused with problem details, and no job is made of it',
  async (_, init, status, said) => {
    const answer = await request<Problem>(service, 'POST', '/v1/invites', init);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('location')).toBeNull();
    expect(answer.body).toMatchObject({ status, type: expect.stringMatching(/^urn:invite-spool:problem:/) });
    expect(JSON.stringify(answer.body)).toMatch(said);
  },
);

/** Peers that can be seen to name no chat, with what is said of them. */
const unreadablePeers: [peer: unknown, said: RegExp][] = [
  ['https://t.me/launch/42', /links to a message/],
  ['+31612345678', /phone number/],
  [4711, /user/],
  ['https://example.org/launch', /does not lead to Telegram/],
  [{ _: 'inputPeerUser', user_id: 5 }, /user/i],
];

test.each(unreadablePeers)('the peer %j is refused, with what to write instead', async (peer, said) => {
  const answer = await post<Problem>(service, { account: 'main', peer });
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toMatchObject([{ field: 'peer', detail: expect.stringMatching(said) }]);
});

/** Peers that look right and lead nowhere: only Telegram can tell. */
const unresolvablePeers: [peer: string, type: string, errorClass: string, said: RegExp][] = [
  ['@nobody_at_all', 'USERNAME_NOT_OCCUPIED', 'input', /Check its spelling/],
  ['-1001999999999', 'CHANNEL_INVALID', 'input', /Add the account to it/],
  ['https://t.me/+AAAAAAAAAAAAAAAA', 'INVITE_HASH_EXPIRED', 'input', /Name the chat in another way/],
];

test.concurrent.each(unresolvablePeers)(
  'the peer %s that leads nowhere fails its job as %s',
  async (peer, type, errorClass, said) => {
    const job = await make(service, { account: 'main', peer });
    expect(job).toMatchObject({ status: 'failed', attempts: 0, error: { type, class: errorClass } });
    expect(job.error?.detail).toMatch(said);
  },
);

test.concurrent('a peer that was given with the access hash of another account fails its job', async () => {
  const { demo } = service;
  // One that the account has no hash of its own for, or that would be used.
  const channel = demo.peers.archive;
  const accessHash = demo.world.accessHash(demo.other.id, 'channel', channel.id).toString();
  const peer = { _: 'inputPeerChannel', channel_id: channel.id.toString(), access_hash: accessHash };
  const job = await make(service, { account: 'main', peer });
  expect(job).toMatchObject({ status: 'failed', error: { type: 'CHANNEL_INVALID', class: 'input' } });
});

/** The errors on the method's page, and the chats of the demo world in which Telegram answers them. */
const methodErrors: [type: string, code: number, errorClass: string, said: RegExp, peer: () => string][] = [
  ['CHANNEL_PRIVATE', 400, 'rights', /Add the account first/, () => '@launch_archive'],
  ['CHAT_ADMIN_REQUIRED', 400, 'rights', /Grant it, then ask again/, () => '@press_room'],
  ['CHAT_ID_INVALID', 400, 'input', /Check the id/, () => `-${service.demo.peers.strangers.id}`],
  ['PEER_ID_INVALID', 400, 'input', /[Gg]roups?, supergroups? (and|or) channels?/, () => '@ada_demo'],
  [
    'CHAT_WRITE_FORBIDDEN',
    403,
    'rights',
    /Restore its membership/,
    () => `-${service.demo.peers.frozenCrew.id}`,
  ],
];

test.concurrent.each(methodErrors)(
  '%s (%i) is reported with its class and what to do',
  async (type, code, errorClass, said, peer) => {
    const job = await make(service, { account: 'main', peer: peer() });
    expect(job).toMatchObject({ status: 'failed', error: { type, code, class: errorClass } });
    expect(job.error?.detail).toMatch(said);
  },
);

test.concurrent.each(methodErrors)(
  '%s (%i) as the answer of the call itself is reported alike',
  async (type, code, errorClass, said) => {
    const { account, peer, user } = await seedAccount(service, `called_${type.toLowerCase()}`.slice(0, 26));
    const action = { type: 'rpc-error', code, message: type } as const;
    service.telegram.faults.inject({ method: exportMethod, userId: user.id, action });
    const job = await make(service, { account, peer });
    expect(job).toMatchObject({
      status: 'failed',
      attempts: 1,
      error: { type, code, class: errorClass },
    });
    expect(job.error?.detail).toMatch(said);
  },
);

test.concurrent('a job that fails leaves the account at work', async () => {
  expect(await make(service, { account: 'main', peer: '@press_room' })).toMatchObject({ status: 'failed' });
  expect(await make(service, { account: 'main', peer: '@launch' })).toMatchObject({ status: 'succeeded' });
});

test('no line that a function wrote holds a secret', () => {
  expect(service.lines.recorded.map(({ name }) => name)).toEqual(expect.arrayContaining(['api', 'worker']));
  expect(findSecrets(service)).toEqual([]);
});
