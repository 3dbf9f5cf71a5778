import { expect, test } from 'vitest';
import { MAX_WAIT_FOR_AWAITED_MS } from '../../telegram-emulator/session/call-ends.ts';
import type { TlObject } from '../../telegram-emulator/tl/parse-schema.ts';
import { loadSchema } from '../../telegram-emulator/tl/schema.ts';
import { writeCall } from '../../telegram-emulator/tl/write.ts';
import { initialise, type RawSession, readResult } from './support/raw-session.ts';
import { createClock, startDemo } from './support/start-demo.ts';

const METHOD = 'messages.exportChatInvite';
const PING = { _: 'ping', ping_id: 1n };
const schema = loadSchema();

function after(msgId: bigint, query: TlObject): TlObject {
  return { _: 'invokeAfterMsg', msg_id: msgId, query };
}

async function openDemo() {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now, setTimer: clock.setTimer });
  const session = await demo.openSession();
  await session.call({ _: 'help.getConfig' });
  function query(title: string) {
    return {
      _: METHOD,
      peer: demo.inputPeer(demo.peers.launch),
      title,
    };
  }

  function titles() {
    return demo.dataCentre.ledger.links.map((link) => link.title);
  }

  function outcomes() {
    return demo.dataCentre.ledger.calls
      .filter(({ method }) => method === METHOD)
      .map(({ outcome, reachedMethod, insideWait }) => ({ outcome, reachedMethod, insideWait }));
  }
  return { ...demo, clock, session, query, titles, outcomes };
}

/** Sends a chain in one container: each but the first waits for the one before it. */
function sendChain(session: RawSession, queries: TlObject[]): bigint[] {
  const firstMsgId = session.nextMsgId() + 4n;
  const bodies = queries.map((query, i) => ({
    body: writeCall(schema, i === 0 ? query : after(firstMsgId + BigInt(i - 1) * 4n, query)),
    isContentRelated: true,
  }));
  const { msgIds } = session.sendContainer(bodies);
  expect(msgIds[0]).toBe(firstMsgId);
  return msgIds;
}

/** The errors of the answers to these calls, in the order of their arrival; `ok` for a link. */
async function answersTo(session: RawSession, msgIds: bigint[]) {
  const answers: string[] = [];
  while (answers.length < msgIds.length) {
    const { object } = await session.next('rpc_result');
    const index = msgIds.indexOf(object.req_msg_id as bigint);
    answers.push(`${index} ${errorOf(object.result as Buffer)}`);
  }
  return answers;
}

function errorOf(result: Buffer): string {
  try {
    readResult(result, 'ExportedChatInvite');
    return 'ok';
  } catch (error) {
    const { code, message } = error as Error & { code: number };
    return `${code} ${message}`;
  }
}

test('a chain in one container is executed in order', async () => {
  const { session, query, titles } = await openDemo();
  const msgIds = sendChain(session, ['a', 'b', 'c'].map(query));
  expect(await answersTo(session, msgIds)).toEqual(['0 ok', '1 ok', '2 ok']);
  expect(titles()).toEqual(['a', 'b', 'c']);
});

test('a dependent waits until the call before it has been executed, and is not overtaken', async () => {
  const { session, query, titles, dataCentre, clock } = await openDemo();
  dataCentre.faults.inject({ method: METHOD, action: { type: 'delay', ms: 1_000 } });
  const msgIds = sendChain(session, ['a', 'b', 'c'].map(query));
  session.sendCall(PING);
  await session.next('pong');
  expect(titles()).toEqual([]);
  clock.advance(1_000);
  expect(await answersTo(session, msgIds)).toEqual(['0 ok', '1 ok', '2 ok']);
  expect(titles()).toEqual(['a', 'b', 'c']);
});

test('the first flood wait of a chain stops all behind it, and none of them is called inside the wait', async () => {
  const { session, query, user, dataCentre, titles, outcomes } = await openDemo();
  dataCentre.floodPolicy.imposeWait(user.id, METHOD, 30);
  const msgIds = sendChain(session, ['a', 'b', 'c'].map(query));
  expect(await answersTo(session, msgIds)).toEqual([
    '0 420 FLOOD_WAIT_30',
    '1 400 MSG_WAIT_FAILED',
    '2 400 MSG_WAIT_FAILED',
  ]);
  expect(titles()).toEqual([]);
  expect(outcomes()).toEqual([
    { outcome: 'FLOOD_WAIT_30', reachedMethod: true, insideWait: false },
    { outcome: 'MSG_WAIT_FAILED', reachedMethod: false, insideWait: false },
    { outcome: 'MSG_WAIT_FAILED', reachedMethod: false, insideWait: false },
  ]);
  expect(dataCentre.ledger.callsMade(METHOD)).toBe(1);
});

test('a failure in the middle leaves what was executed before it', async () => {
  const { session, query, titles, dataCentre } = await openDemo();
  const bad = { ...query('b'), usage_limit: -1 };
  const msgIds = sendChain(session, [query('a'), bad, query('c'), query('d')]);
  expect(await answersTo(session, msgIds)).toEqual([
    '0 ok',
    '1 400 USAGE_LIMIT_INVALID',
    '2 400 MSG_WAIT_FAILED',
    '3 400 MSG_WAIT_FAILED',
  ]);
  expect(titles()).toEqual(['a']);
  expect(dataCentre.ledger.callsInsideWait()).toBe(0);
});

test('a fault that waits for the method is not used up by a dependent that never reached it', async () => {
  const { session, query, dataCentre } = await openDemo();
  const action = { type: 'rpc-error', code: 500, message: 'RPC_CALL_FAIL' } as const;
  dataCentre.faults.inject({ method: METHOD, times: 2, action });
  await answersTo(session, sendChain(session, ['a', 'b', 'c'].map(query)));
  expect(dataCentre.faults.pending()).toBe(1);
});

test('a dependent in a later packet is told of a failure that came before it', async () => {
  const { session, query } = await openDemo();
  const first = session.sendCall({ ...query('a'), usage_limit: -1 });
  await session.next('rpc_result');
  const second = session.sendCall(after(first, query('b')));
  expect(await answersTo(session, [second])).toEqual(['0 400 MSG_WAIT_FAILED']);
});

test.each([
  ['around', (msgId: bigint, query: TlObject) => after(msgId, initialise(query))],
  ['inside', (msgId: bigint, query: TlObject) => initialise(after(msgId, query))],
])('invokeAfterMsg %s invokeWithLayer and initConnection is the same', async (_, wrap) => {
  const { session, query, titles } = await openDemo();
  const first = session.sendCall({ ...query('a'), usage_limit: -1 });
  const second = session.sendCall(wrap(first, query('b')));
  expect(await answersTo(session, [first, second])).toEqual([
    '0 400 USAGE_LIMIT_INVALID',
    '1 400 MSG_WAIT_FAILED',
  ]);
  const third = session.sendCall(query('c'));
  const fourth = session.sendCall(wrap(third, query('d')));
  expect(await answersTo(session, [third, fourth])).toEqual(['0 ok', '1 ok']);
  expect(titles()).toEqual(['c', 'd']);
});

test('invokeAfterMsgs waits for all of its calls, and fails with any of them', async () => {
  const { session, query, titles, dataCentre, clock } = await openDemo();
  dataCentre.faults.inject({ method: METHOD, action: { type: 'delay', ms: 1_000 } });
  const slow = session.sendCall(query('slow'));
  const fast = session.sendCall(query('fast'));
  const bad = session.sendCall({ ...query('bad'), usage_limit: -1 });
  function afterAll(msgIds: bigint[], title: string) {
    return session.sendCall({ _: 'invokeAfterMsgs', msg_ids: msgIds, query: query(title) });
  }
  const third = afterAll([fast, slow], 'third');
  const fourth = afterAll([slow, bad], 'fourth');
  expect(await answersTo(session, [fast, bad, fourth])).toEqual([
    '0 ok',
    '1 400 USAGE_LIMIT_INVALID',
    '2 400 MSG_WAIT_FAILED',
  ]);
  clock.advance(1_000);
  expect(await answersTo(session, [slow, third])).toEqual(['0 ok', '1 ok']);
  expect(titles()).toEqual(['fast', 'slow', 'third']);
});

test('a call that never finishes: its dependent is told MSG_WAIT_TIMEOUT and is not executed later', async () => {
  const { session, query, titles, dataCentre, clock, outcomes } = await openDemo();
  dataCentre.faults.inject({
    method: METHOD,
    action: { type: 'delay', ms: MAX_WAIT_FOR_AWAITED_MS + 1_000 },
  });
  const [first = 0n, ...dependents] = sendChain(session, ['a', 'b', 'c'].map(query));
  session.sendCall(PING);
  await session.next('pong');
  clock.advance(MAX_WAIT_FOR_AWAITED_MS);
  expect(await answersTo(session, dependents)).toEqual(['0 400 MSG_WAIT_TIMEOUT', '1 400 MSG_WAIT_FAILED']);
  clock.advance(1_000);
  expect(await answersTo(session, [first])).toEqual(['0 ok']);
  expect(titles()).toEqual(['a']);
  expect(outcomes()[0]).toEqual({ outcome: 'MSG_WAIT_TIMEOUT', reachedMethod: false, insideWait: false });
});

test('a call whose answer is lost was executed: those behind it are executed too', async () => {
  const { session, query, titles, dataCentre } = await openDemo();
  dataCentre.faults.inject({ method: METHOD, action: { type: 'silence', isExecuted: true } });
  const [, ...dependents] = sendChain(session, ['a', 'b'].map(query));
  expect(await answersTo(session, dependents)).toEqual(['0 ok']);
  expect(titles()).toEqual(['a', 'b']);
});

// Inferred: Telegram does not say what it answers.
test.each([
  ['that the session never had', (session: RawSession) => session.nextMsgId()],
  ['that was refused by its message id', (session: RawSession) => session.sendCall(PING, { msgId: 4n })],
])('a dependent of a call %s is not executed', async (_, awaited) => {
  const { session, query, titles } = await openDemo();
  const msgId = session.sendCall(after(awaited(session), query('a')));
  expect(await answersTo(session, [msgId])).toEqual(['0 400 MSG_WAIT_FAILED']);
  expect(titles()).toEqual([]);
});

test('a call of another session is unknown', async () => {
  const { session, openSession, query, titles, clock } = await openDemo();
  const other = await openSession();
  await other.call({ _: 'help.getConfig' });
  const first = session.sendCall(query('a'));
  await session.resultOf(first, 'ExportedChatInvite');
  // Ids follow the clock: the other session's must be others.
  clock.advance(1_000);
  const msgId = other.sendCall(after(first, query('b')));
  expect(await answersTo(other, [msgId])).toEqual(['0 400 MSG_WAIT_FAILED']);
  expect(titles()).toEqual(['a']);
});
