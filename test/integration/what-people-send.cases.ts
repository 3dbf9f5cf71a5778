import { expect } from 'vitest';
import { resolveMethods } from '../../functions/core/rpc/methods.ts';
import { accept, look, make, type Problem, post, request, settle } from './follow-jobs.ts';
import type { LocalService } from './local-service.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

/* What people who do this job send, as they tell in public, to the whole system. */

let service: LocalService;
test.beforeAll(({ service: shared }) => {
  service = shared;
});
tellFailure(() => service);

test.concurrent.each([
  'launch.t.me',
  'https://launch.t.me/',
  'https://web.telegram.org/k/#@launch',
  'https://web.telegram.org/a/#?tgaddr=tg%3A%2F%2Fresolve%3Fdomain%3Dlaunch',
  '@launch\u200b',
])('the peer %j is the chat @launch', async (peer) => {
  const job = await make(service, { account: 'main', peer, title: peer.slice(0, 32) });
  expect(job).toMatchObject({ status: 'succeeded' });
  const [link] = service.telegram.ledger.links.filter((each) => each.link === job.invite?.link);
  expect(link?.peer.id).toBe(service.demo.peers.launch.id.toString());
});

test.concurrent('the address of a channel in Telegram Web A is the channel', async () => {
  const { backstage } = service.demo.peers;
  const peer = `https://web.telegram.org/a/#-100${backstage.id}_42`;
  expect(await make(service, { account: 'main', peer })).toMatchObject({ status: 'succeeded' });
});

test.concurrent('the number of a channel without its 100 fails, and the advice names the channel', async () => {
  const { backstage } = service.demo.peers;
  const job = await make(service, { account: 'main', peer: `-${backstage.id}` });
  expect(job).toMatchObject({ status: 'failed', error: { type: 'CHAT_ID_INVALID', class: 'input' } });
  expect(job.error?.detail).toContain(`write -100${backstage.id}.`);
});

test('a link in lower case fails, and the advice says that case counts', async () => {
  const { invite } = await make(service, { account: 'main', peer: '@launch', title: 'case' });
  const hash = invite?.link.split('+')[1] ?? '';
  const job = await make(service, { account: 'main', peer: `https://t.me/+${hash.toLowerCase()}` });
  expect(job.error).toMatchObject({ type: expect.stringMatching(/^INVITE_HASH_(EXPIRED|INVALID)$/) });
  expect(job.error?.detail).toContain('Upper and lower case count in it');
});

test('a link that names the chat again and again, in any form, is looked up once', async () => {
  const { invite } = await make(service, { account: 'main', peer: '@launch', title: 'way in' });
  const link = invite?.link ?? '';
  function lookUps() {
    return service.telegram.ledger.calls.filter(({ method }) => method === resolveMethods.inviteHash).length;
  }
  const before = lookUps();
  expect(await make(service, { account: 'main', peer: link })).toMatchObject({ status: 'succeeded' });
  const again = await make(service, { account: 'main', peer: link.replace('/+', '/joinchat/') });
  expect(again).toMatchObject({ status: 'succeeded' });
  expect(lookUps() - before).toBe(1);
});

const refused: [fields: Record<string, unknown>, field: string, said: RegExp][] = [
  [{ expire_date: 1_795_875_600_000 }, 'expire_date', /milliseconds: write 1795875600\./],
  [{ expire_date: '2027-01-01T00:00:00Z' }, 'expire_date', /write 1798761600\./],
  [{ title: 'half a \ud83d' }, 'title', /half a character/],
  [{ metadata: { order: '\ude00' } }, 'metadata.order', /half a character/],
  [{ member_limit: 1 }, 'member_limit', /Here it is called "usage_limit"/],
  [{ name: 'order' }, 'name', /Here it is called "title"/],
  [{ creates_join_request: true }, 'creates_join_request', /Here it is called "request_needed"/],
  [{ peer: '@lau\u200bnch' }, 'peer', /invisible character in it \(U\+200B/],
  [
    { peer: 'https://web.telegram.org/k/#-1500000003' },
    'peer',
    /Write -1001500000003 for a channel or supergroup, or -1500000003 for a basic group/,
  ],
];

test.each(refused)('%j is refused, with what to write instead', async (fields, field, said) => {
  const answer = await post<Problem>(service, { account: 'main', peer: '@launch', ...fields });
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toMatchObject([{ field, detail: expect.stringMatching(said) }]);
});

test('a finished job reads the same each time, wherever it is read', async () => {
  const metadata = Object.fromEntries(Array.from('zyxwvutsrq', (letter) => [letter, `${letter}!`]));
  const peer = { _: 'inputPeerChat', chat_id: String(service.demo.peers.crew.id) };
  const id = await accept(service, { metadata, usage_limit: 5, title: 'same', account: 'main', peer });
  await settle(service, id);
  const texts = new Set<string>();
  for (let time = 0; time < 8; time++) {
    const list = await request<{ items: { id: string }[] }>(service, 'GET', '/v1/invites?limit=100');
    texts.add(JSON.stringify(await look(service, id)));
    texts.add(JSON.stringify(list.body.items.find((job) => job.id === id)));
  }
  expect(texts.size).toBe(1);
});
