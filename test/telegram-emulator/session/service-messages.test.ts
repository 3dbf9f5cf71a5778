import { describe, expect, test } from 'vitest';
import { GET_CONFIG, openUsedSession } from '../support/open-used-session.ts';
import { createRawSession } from '../support/raw-session.ts';

describe('service messages', () => {
  test('a ping is answered with a pong of the same ids', async () => {
    const { session } = await openUsedSession();
    const msgId = session.sendCall({ _: 'ping', ping_id: 42n });
    expect((await session.next('pong')).object).toMatchObject({ msg_id: msgId, ping_id: 42n });
  });

  test('ping_delay_disconnect closes a connection that falls silent', async () => {
    const { session } = await openUsedSession();
    session.sendCall({ _: 'ping_delay_disconnect', ping_id: 1n, disconnect_delay: 0 });
    await session.next('pong');
    await expect(session.next('pong')).rejects.toThrow('connection closed');
  });

  test('the states of messages are told', async () => {
    const { session } = await openUsedSession();
    const answered = session.sendCall(GET_CONFIG);
    await session.resultOf(answered, 'Config');
    const future = session.nextMsgId() + 4000n;
    session.sendCall({ _: 'ping', ping_id: 1n });
    session.sendObject({ _: 'msgs_state_req', msg_ids: [answered, future, answered - 40_000n] });
    const { object } = await session.next('msgs_state_info');
    expect([...(object.info as Buffer)]).toEqual([4 + 64, 3, 2]);
  });

  test('an answer that was acknowledged is not kept', async () => {
    const { session } = await openUsedSession();
    const msgId = session.sendCall(GET_CONFIG);
    const result = await session.next('rpc_result');
    session.sendObject({ _: 'msgs_ack', msg_ids: [result.msgId] }, { isContentRelated: false });
    session.sendCall({ _: 'rpc_drop_answer', req_msg_id: msgId });
    const { object } = await session.next('rpc_result');
    expect((object.result as Buffer).readUInt32LE()).toBe(0x5e2ad36e);
  });

  test('an answer on its way can be dropped', async () => {
    const { session } = await openUsedSession();
    const msgId = session.sendCall(GET_CONFIG);
    const result = await session.next('rpc_result');
    const dropId = session.sendCall({ _: 'rpc_drop_answer', req_msg_id: msgId });
    expect(await session.resultOf(dropId, 'X')).toMatchObject({
      _: 'rpc_answer_dropped',
      msg_id: result.msgId,
    });
    const again = session.sendCall({ _: 'rpc_drop_answer', req_msg_id: msgId });
    expect(await session.resultOf(again, 'X')).toEqual({ _: 'rpc_answer_unknown' });
  });

  test('the answer of a call that still runs is dropped when it is ready', async () => {
    const { session, dataCentre, clock } = await openUsedSession();
    dataCentre.faults.inject({ action: { type: 'delay', ms: 5 } });
    const msgId = session.sendCall(GET_CONFIG);
    const dropId = session.sendCall({ _: 'rpc_drop_answer', req_msg_id: msgId });
    expect(await session.resultOf(dropId, 'X')).toEqual({ _: 'rpc_answer_dropped_running' });
    clock.advance(5);
    session.sendCall(GET_CONFIG);
    expect((await session.next('rpc_result')).object.req_msg_id).not.toBe(msgId);
  });

  test('another session of the key can be destroyed, an unknown one not', async () => {
    const { session } = await openUsedSession();
    const { authKey, client } = session;
    const other = createRawSession(client, { authKey, salt: session.salt(), now: () => 1_790_000_000_000 });
    other.sendCall({ _: 'ping', ping_id: 1n });
    await other.next('pong');
    session.sendCall({ _: 'destroy_session', session_id: other.sessionId });
    expect((await session.next('destroy_session_ok')).object.session_id).toBe(other.sessionId);
    session.sendCall({ _: 'destroy_session', session_id: 12345n });
    expect((await session.next('destroy_session_none')).object.session_id).toBe(12345n);
  });

  test('a call that takes its time is acknowledged at once', async () => {
    const { session, dataCentre, clock } = await openUsedSession();
    dataCentre.faults.inject({ action: { type: 'delay', ms: 20 } });
    const msgId = session.sendCall(GET_CONFIG);
    expect((await session.next('msgs_ack')).object.msg_ids).toContain(msgId);
    clock.advance(20);
    expect(await session.resultOf(msgId, 'Config')).toMatchObject({ _: 'config' });
  });
});
