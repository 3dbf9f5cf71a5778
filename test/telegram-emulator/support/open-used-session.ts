import { expect } from 'vitest';
import type { RawSession } from './raw-session.ts';
import { createClock, startDemo } from './start-demo.ts';

export const GET_CONFIG = { _: 'help.getConfig' };

/** A session that has made one call, on a clock that the test moves. */
export async function openUsedSession() {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now, setTimer: clock.setTimer });
  const session = await demo.openSession();
  await session.call(GET_CONFIG);
  return { ...demo, clock, session };
}

/** The server's next complaint is about that message, with that code. */
export async function expectBadMsg(session: RawSession, msgId: bigint, code: number) {
  const { object } = await session.next('bad_msg_notification');
  expect(object).toMatchObject({ bad_msg_id: msgId, error_code: code });
}
