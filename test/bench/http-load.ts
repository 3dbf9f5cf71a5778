import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import autocannon from 'autocannon';
import { type Figure, figureOf, quantileOf, ratioOf } from './figure.ts';
import type { BenchRun, PartResult } from './part.ts';
import { forkPeer } from './rivals/fork-peer.ts';
import type { HandlerCalls, HandlerTimes } from './rivals/time-handler.ts';
import { type ApiStack, accountNames, startApiStack } from './start-api-stack.ts';
import type { Table } from './table.ts';

const connections = 8;

/**
 * An environment of the API reads the line of each account twice a minute. A POST is measured for so many times as long as the others, so
 * that each of its rounds has its share of these readings: short ones have the readings of half a minute, or none.
 */
const postLength = 4;

/** The result of one kind of request in one round, during its time under load. */
interface Load {
  requestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
}

interface Round {
  post: Load;
  get: Load;
  rival: Load;
}

/**
 * The API, beside a bare middy handler that does one PutItem, on the same database and behind the same adapter. The
 * handler gets one event after the other in its own process, and the HTTP side runs under load. No worker runs the
 * jobs.
 */
export async function benchHttpLoad({ isQuick, say }: BenchRun): Promise<PartResult> {
  await using parts = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-bench-'));
  parts.defer(() => rm(directory, { recursive: true }));
  say('starting');
  const api = await startApiStack(directory, parts);
  say('the handler in process');
  const times = await timeHandler(api, isQuick ? 100 : 1_000);
  const [count, seconds] = isQuick ? [1, 2] : [5, 5];
  say('warming up');
  // V8 goes on compiling for some seconds of load, and ours has more to compile.
  await takeRound(api, isQuick ? 1 : 5, () => undefined);
  const rounds: Round[] = [];
  while (rounds.length < count) {
    const place = `round ${rounds.length + 1} of ${count}`;
    rounds.push(await takeRound(api, seconds, (what) => say(`${place}: ${what}`)));
  }
  return {
    figures: { post_over_bare: overBare(rounds, 'post'), get_over_bare: overBare(rounds, 'get') },
    tables: [tabulateTimes(times), tabulateLoads(rounds)],
  };
}

async function timeHandler(api: ApiStack, count: number): Promise<HandlerTimes> {
  const bundleUrl = pathToFileURL(api.bundlePath).href;
  const calls: HandlerCalls = { bundleUrl, apiKey: api.apiKey, accountNames, count, warmUpCount: 100 };
  const caller = forkPeer<never, HandlerTimes>(
    'time-handler.ts',
    [JSON.stringify(calls)],
    api.stack.environmentOf('api'),
  );
  try {
    return await caller.receive();
  } finally {
    await caller.close();
  }
}

async function takeRound(api: ApiStack, seconds: number, say: (what: string) => void): Promise<Round> {
  const headers = { authorization: `Bearer ${api.apiKey}`, 'content-type': 'application/json' };
  const bodies = accountNames.map((account) => JSON.stringify({ account, peer: '@launch', usage_limit: 1 }));
  const posts = bodies.map((body) => ({ method: 'POST', path: '/v1/invites', headers, body }) as const);
  const path = await postOnce(api, headers, bodies[0] ?? '');
  say('POST');
  const post = await load(api.stack.baseUrl, posts, postLength * seconds);
  say('GET');
  const get = await load(api.stack.baseUrl, [{ method: 'GET', path, headers }], seconds);
  say('bare middy and PutItem');
  const rival = await load(api.rivalUrl, posts, seconds);
  return { post, get, rival };
}

/** @returns the path of its job. */
async function postOnce(api: ApiStack, headers: Record<string, string>, body: string): Promise<string> {
  const answer = await fetch(`${api.stack.baseUrl}/v1/invites`, { method: 'POST', headers, body });
  const path = answer.headers.get('location');
  if (path === null) {
    throw new Error(`POST /v1/invites: ${answer.status} ${await answer.text()}`);
  }
  return path;
}

/** Runs in its own thread. @throws Error when any answer is not as expected. */
async function load(url: string, requests: autocannon.Request[], seconds: number): Promise<Load> {
  const result = await autocannon({ url, requests, connections, duration: seconds, workers: 1 });
  const { non2xx, errors, requests: sent, latency } = result;
  if (non2xx + errors > 0) {
    throw new Error(`${url}: ${non2xx} other answers, ${errors} errors`);
  }
  return { requestsPerSecond: sent.average, p50Ms: latency.p50, p99Ms: latency.p99 };
}

function tabulateTimes({ post, get }: HandlerTimes): Table {
  function row(title: string, times: number[]) {
    const sorted = times.toSorted((a, b) => a - b);
    return [title, times.length, quantileOf(sorted, 0.5), quantileOf(sorted, 0.99)];
  }
  return {
    title: 'The handler in process, one call after the other',
    columns: ['', 'calls', 'p50, ms', 'p99, ms'],
    rows: [row('POST /v1/invites', post), row('GET /v1/invites/{id}', get)],
  };
}

function overBare(rounds: Round[], name: keyof Round): Figure {
  return ratioOf(rounds.map((round) => [round[name].requestsPerSecond, round.rival.requestsPerSecond]));
}

function tabulateLoads(rounds: Round[]): Table {
  function row(title: string, name: keyof Round) {
    return [
      title,
      figureOf(rounds.map((round) => round[name].requestsPerSecond)),
      overBare(rounds, name),
      figureOf(rounds.map((round) => round[name].p50Ms)),
      figureOf(rounds.map((round) => round[name].p99Ms)),
    ];
  }
  return {
    title: `${connections} connections, ${rounds.length} rounds`,
    columns: ['', 'requests/s', 'over bare', 'p50, ms', 'p99, ms'],
    rows: [
      row('POST /v1/invites', 'post'),
      row('GET /v1/invites/{id}', 'get'),
      row('bare middy, one PutItem', 'rival'),
    ],
  };
}
