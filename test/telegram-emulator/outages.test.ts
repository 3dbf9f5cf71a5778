import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { DataCentreEvent } from '../../telegram-emulator/data-centre-event.ts';
import { connectRawClient } from './support/raw-client.ts';
import { createRawSession } from './support/raw-session.ts';
import { createClock, startDemo } from './support/start-demo.ts';

const METHOD = 'messages.exportChatInvite';
const GET_CONFIG = { _: 'help.getConfig' };
const PING = { _: 'ping', ping_id: 1n };

async function openDemo() {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now, setTimer: clock.setTimer });
  const session = await demo.openSession();
  await session.call(GET_CONFIG);
  const query = { _: METHOD, peer: demo.inputPeer(demo.peers.launch) };
  const { faults, ledger } = demo.dataCentre;

  /** Sends an export whose arrival begins the outage. */
  async function loseWayWithExport(outage: { ms: number; lateMs?: number }) {
    faults.inject({ method: METHOD, action: { type: 'outage-before', ...outage } });
    const msgId = session.sendCall(query);
    await demo.findEvent(({ type }) => type === 'outage-began');
    return msgId;
  }

  /** Longer than an answer takes to a client that no outage cuts off. */
  const bystander = await demo.openSession({ user: demo.other });
  async function passTime() {
    for (let i = 0; i < 5; i += 1) {
      await bystander.call(GET_CONFIG);
    }
  }

  /** The data centre has seen the end of the session's connection, whichever it was. */
  function findClose() {
    return demo.findEvent(({ type }) => type === 'connection-closed');
  }

  function links() {
    return ledger.linksMade();
  }
  return { ...demo, clock, session, query, faults, ledger, loseWayWithExport, passTime, findClose, links };
}

function isExport(event: DataCentreEvent) {
  return event.type === 'call' && event.method === METHOD;
}

describe('what a client sent before an outage', () => {
  test('is executed when the way is back, and answered', async () => {
    const { session, clock, links, ledger, loseWayWithExport } = await openDemo();
    const msgId = await loseWayWithExport({ ms: 20_000 });
    clock.advance(19_999);
    expect(links()).toBe(0);
    clock.advance(1);
    expect(await session.resultOf(msgId, 'ExportedChatInvite')).toMatchObject({ _: 'chatInviteExported' });
    expect(ledger.calls.at(-1)).toMatchObject({ method: METHOD, lateMs: 20_000, atMs: clock.now() });
  });

  test('is executed although the client has closed the connection', async () => {
    const { session, clock, links, loseWayWithExport, findClose } = await openDemo();
    await loseWayWithExport({ ms: 20_000 });
    session.client.socket.destroy();
    await findClose();
    clock.advance(20_000);
    expect(links()).toBe(1);
  });

  test('is dropped when the client has reset the connection', async () => {
    const { session, clock, links, loseWayWithExport, findClose } = await openDemo();
    await loseWayWithExport({ ms: 20_000 });
    session.client.socket.resetAndDestroy();
    await findClose();
    clock.advance(20_000);
    expect(links()).toBe(0);
  });

  test('is not executed when its message id is too old by then', async () => {
    const { session, clock, links, loseWayWithExport } = await openDemo();
    const msgId = await loseWayWithExport({ ms: 300_001 });
    clock.advance(300_001);
    const { object } = await session.next('bad_msg_notification');
    expect(object).toMatchObject({ bad_msg_id: msgId, error_code: 16 });
    expect(links()).toBe(0);
  });

  test('arrives in the order in which it was sent', async () => {
    const { session, clock, ledger, query, loseWayWithExport } = await openDemo();
    await loseWayWithExport({ ms: 5_000 });
    for (const title of ['b', 'c']) {
      session.sendCall({ ...query, title });
    }
    const last = session.sendCall(GET_CONFIG);
    clock.advance(5_000);
    await session.resultOf(last, 'Config');
    expect(ledger.links.map(({ title }) => title)).toEqual([undefined, 'b', 'c']);
  });
});

describe('what arrives late', () => {
  test('comes after the way is back, while new connections are served', async () => {
    const { session, openSession, clock, links, loseWayWithExport, findClose, query } = await openDemo();
    await loseWayWithExport({ ms: 10_000, lateMs: 18_000 });
    session.client.socket.destroy();
    await findClose();
    clock.advance(10_000);
    const newcomer = await openSession();
    await newcomer.call(GET_CONFIG);
    expect(links()).toBe(0);
    await newcomer.call({ ...query, title: 'again' });
    clock.advance(17_999);
    expect(links()).toBe(1);
    clock.advance(1);
    expect(links()).toBe(2);
  });

  test('is dropped when the client resets the connection before it comes', async () => {
    const { session, clock, links, loseWayWithExport, findClose } = await openDemo();
    await loseWayWithExport({ ms: 10_000, lateMs: 18_000 });
    clock.advance(11_000);
    session.client.socket.resetAndDestroy();
    await findClose();
    clock.advance(18_000);
    expect(links()).toBe(0);
  });
});

describe('answers', () => {
  test('of a call that was executed as the way was lost arrive when it is back', async () => {
    const { session, clock, links, faults, query, findEvent, passTime } = await openDemo();
    faults.inject({ method: METHOD, action: { type: 'outage-after', ms: 60_000 } });
    const msgId = session.sendCall(query);
    await findEvent(isExport);
    expect(links()).toBe(1);
    const answeredAt = session.resultOf(msgId, 'ExportedChatInvite').then(() => clock.now());
    await passTime();
    const wayBackAtMs = clock.now() + 60_000;
    clock.advance(60_000);
    expect(await answeredAt).toBe(wayBackAtMs);
  });

  test('to a client that closed the connection meanwhile reach nobody, and the session goes on', async () => {
    const { session, clock, faults, query, findEvent, findClose, dataCentre } = await openDemo();
    faults.inject({ method: METHOD, action: { type: 'outage-after', ms: 60_000 } });
    const msgId = session.sendCall(query);
    await findEvent(isExport);
    await session.close();
    await findClose();
    clock.advance(60_000);
    const client = await connectRawClient(dataCentre.port);
    const { authKey, sessionId } = session;
    const resumed = createRawSession(client, { authKey, sessionId, salt: session.salt(), now: clock.now });
    resumed.sendCall(PING, { seqNo: 101 });
    expect(await resumed.resultOf(msgId, 'ExportedChatInvite')).toMatchObject({ _: 'chatInviteExported' });
    await client.close();
  });
});

describe('a connection that is made in an outage', () => {
  test('is answered when the way is back', async () => {
    const { openSession, clock, faults, user, passTime } = await openDemo();
    faults.startOutage({ ms: 30_000, lateMs: 60_000, userId: user.id });
    const newcomer = await openSession();
    const answeredAt = newcomer.call(GET_CONFIG).then(() => clock.now());
    await passTime();
    const wayBackAtMs = clock.now() + 30_000;
    clock.advance(30_000);
    expect(await answeredAt).toBe(wayBackAtMs);
  });

  test('leaves nothing behind when it is closed before: it only seemed to be connected', async () => {
    const { session, openSession, clock, faults, links, query, events } = await openDemo();
    const newcomerSalt = session.salt();
    faults.startOutage({ ms: 30_000 });
    const newcomer = await openSession({ authKey: session.authKey, salt: newcomerSalt, isInitialised: true });
    newcomer.sendCall(query);
    await newcomer.close();
    while (!events.some(({ type }) => type === 'connection-closed')) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    clock.advance(30_000);
    expect(links()).toBe(0);
  });
});

describe('an outage', () => {
  test('of one account leaves others alone', async () => {
    const { session, user, faults, clock, passTime } = await openDemo();
    faults.startOutage({ ms: 30_000, userId: user.id });
    const answeredAt = session.call(GET_CONFIG).then(() => clock.now());
    await passTime();
    clock.advance(30_000);
    expect(await answeredAt).toBe(clock.now());
  });

  test('that a packet begins is chosen by the calls in it, each before it is looked at', async () => {
    const clock = createClock();
    const seen: unknown[] = [];
    const demo = await startDemo({
      now: clock.now,
      setTimer: clock.setTimer,
      chooseOutage: (calls) => {
        seen.push(calls.map(({ method, userId, chat }) => [method, userId, chat?.id]));
        return calls.some(({ method }) => method === METHOD) && seen.length === 2 ? { ms: 1_000 } : undefined;
      },
    });
    const session = await demo.openSession();
    await session.call(GET_CONFIG);
    const msgId = session.sendCall({ _: METHOD, peer: demo.inputPeer(demo.peers.launch) });
    await demo.findEvent(({ type }) => type === 'outage-began');
    expect(demo.dataCentre.ledger.linksMade()).toBe(0);
    clock.advance(1_000);
    await session.resultOf(msgId, 'ExportedChatInvite');
    expect(seen).toEqual([
      [['help.getConfig', demo.user.id, undefined]],
      [[METHOD, demo.user.id, demo.peers.launch.id]],
    ]);
  });

  test('ends by the timers of the moment when none are given: a hunt puts virtual ones in their place', async () => {
    const demo = await startDemo();
    const session = await demo.openSession();
    await session.call(GET_CONFIG);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const action = { type: 'outage-before', ms: 200_000 } as const;
    demo.dataCentre.faults.inject({ method: METHOD, action });
    const msgId = session.sendCall({ _: METHOD, peer: demo.inputPeer(demo.peers.launch) });
    await demo.findEvent(({ type }) => type === 'outage-began');
    vi.advanceTimersByTime(200_000);
    expect(await session.resultOf(msgId, 'ExportedChatInvite')).toMatchObject({ _: 'chatInviteExported' });
  });

  test('is over only when another that overlaps it is over too', async () => {
    const { clock, links, faults, loseWayWithExport, passTime, session } = await openDemo();
    const msgId = await loseWayWithExport({ ms: 5_000 });
    faults.startOutage({ ms: 9_000 });
    clock.advance(8_999);
    expect(links()).toBe(0);
    clock.advance(1);
    await passTime();
    expect(await session.resultOf(msgId, 'ExportedChatInvite')).toMatchObject({ _: 'chatInviteExported' });
  });

  test('that follows another holds what the first held', async () => {
    const { session, clock, links, faults, loseWayWithExport } = await openDemo();
    const msgId = await loseWayWithExport({ ms: 5_000 });
    clock.advance(4_000);
    faults.startOutage({ ms: 5_000 });
    clock.advance(1_000);
    expect(links()).toBe(0);
    clock.advance(4_000);
    expect(await session.resultOf(msgId, 'ExportedChatInvite')).toMatchObject({ _: 'chatInviteExported' });
  });
});
