import { once } from 'node:events';
import { connect } from 'node:net';
import { figureOf, ratioOf } from './figure.ts';
import type { BenchRun, PartResult } from './part.ts';
import { forkPeer } from './rivals/fork-peer.ts';
import type { TelegramAnswer, TelegramRequest } from './rivals/telegram-process.ts';
import { type BenchSystem, noPace, startBenchSystem } from './system/bench-system.ts';

const roundTripMs = 50;
const [rounds, quickRounds, warmUps] = [40, 5, 5];
/** What a call of messages.exportChatInvite takes on the wire. */
const callBytes = 320;

interface Round {
  linkMs: number;
  requestMs: number;
  lineMs: number;
}

/**
 * From a caller's POST with `Prefer: wait` to the link in its hands, on an idle account, beside what cannot be saved: a
 * request to the API, a TCP connection and one round trip to Telegram. That request repeats the one before by its
 * Idempotency-Key: it is a POST with its conditional put, and no worker runs beside it.
 */
export async function benchPostToLink({ isQuick, say }: BenchRun): Promise<PartResult> {
  await using parts = new AsyncDisposableStack();
  const line = await openLine(parts);
  const bench = await startBenchSystem({ roundTripMs, accountCount: 1, pace: noPace });
  parts.defer(() => bench.close());
  const taken: Round[] = [];
  const count = isQuick ? quickRounds : rounds;
  for (let round = -warmUps; round < count; round += 1) {
    const key = `round ${round}`;
    const linkMs = await timePost(bench, { 'idempotency-key': key, prefer: 'wait=25' });
    const lineMs = await line();
    const requestMs = await timePost(bench, { 'idempotency-key': key });
    if (round >= 0) {
      say(
        `round ${round + 1} of ${count}: ${linkMs.toFixed(0)} ms over ${(requestMs + lineMs).toFixed(0)} ms`,
      );
      taken.push({ linkMs, requestMs, lineMs });
    }
  }
  return {
    figures: {
      post_to_link_over_limit: ratioOf(
        taken.map(({ linkMs, requestMs, lineMs }) => [linkMs, requestMs + lineMs]),
      ),
    },
    tables: [
      {
        title: `On an idle account, round trip to Telegram ${roundTripMs} ms, ${count} rounds`,
        columns: ['', 'ms'],
        rows: [
          ['POST with Prefer: wait to the link', figureOf(taken.map(({ linkMs }) => linkMs))],
          ['POST that repeats it', figureOf(taken.map(({ requestMs }) => requestMs))],
          ['TCP and one round trip', figureOf(taken.map(({ lineMs }) => lineMs))],
        ],
      },
    ],
  };
}

/** @returns what measures a connection and a round trip over a line like Telegram's, in milliseconds. */
async function openLine(parts: AsyncDisposableStack): Promise<() => Promise<number>> {
  const telegram = forkPeer<TelegramRequest, TelegramAnswer>('telegram-process.ts');
  parts.defer(() => telegram.close());
  await telegram.receive();
  telegram.send({ type: 'set-round-trip', ms: roundTripMs });
  telegram.send({ type: 'mint-account' });
  const answer = await telegram.receive();
  if (answer.type !== 'account') {
    throw new TypeError(`asked for an account, and got ${answer.type}`);
  }
  const { host, linePort } = answer.account;
  return async function timeLine() {
    const begunMs = performance.now();
    const socket = connect(linePort, host);
    socket.setNoDelay(true);
    await once(socket, 'connect');
    socket.write(Buffer.alloc(callBytes));
    await once(socket, 'data');
    socket.destroy();
    return performance.now() - begunMs;
  };
}

/** @returns the milliseconds to the answer, which holds the link. */
async function timePost(
  { accounts: [account], stack, apiKey }: BenchSystem,
  headers: Record<string, string>,
): Promise<number> {
  const begunMs = performance.now();
  const response = await fetch(`${stack.baseUrl}/v1/invites`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ account: account?.name, peer: account?.peer }),
  });
  const job = (await response.json()) as { status: string };
  const takenMs = performance.now() - begunMs;
  if (response.status !== 202 || job.status !== 'succeeded') {
    throw new Error(`POST was answered ${response.status}: ${JSON.stringify(job)}`);
  }
  return takenMs;
}
