import { watchIdOf } from '../../../functions/core/ids.ts';
import { passTime } from '../../integration/pass-time.ts';
import { type Bill, priceOf, type Usage } from '../price.ts';
import { type BenchAccount, noPace, tenantId } from '../system/bench-system.ts';
import { startCountingSystem } from '../system/counting-system.ts';
import type { Table } from '../table.ts';
import type { TrackedInvite } from './make-tracked-link.ts';
import { type ReceivedEvent, startReceiver } from './receive-events.ts';
import {
  type Invocation,
  invocationsFor,
  type Measured,
  measureInvocations,
  type Scene,
} from './wake-functions.ts';

const minuteMs = 60_000;
const longestPauseMinutes = 17;
const minutesPerDay = 24 * 60;
const linkCount = 10;
const [warmUps, idleSweeps] = [60, 40];

/** What a watched chat uses beyond what the sweeps of a stage at rest use. */
export interface WatchCost {
  name: string;
  /** Calls of Telegram's methods. */
  calls: Record<string, number>;
  bill: Bill;
  dollars: number;
}

export interface WatchCosts {
  /** Each for a day. */
  atRest: WatchCost;
  busy: WatchCost;
  singleUse: WatchCost;
  /** For a thousand joins. */
  rush: WatchCost & { minutes: number };
}

interface Options {
  isQuick: boolean;
  roundTripMs: number;
  say: (progress: string) => void;
}

/**
 * Counts minute by minute: a sweep, and every function that its messages wake.
 * @throws Error where the events that were told are not the joins that there were.
 */
export async function measureWatchCost({ isQuick, roundTripMs, say }: Options): Promise<WatchCosts> {
  await using parts = new AsyncDisposableStack();
  const receiver = await startReceiver();
  parts.defer(receiver.close);
  const bench = await startCountingSystem({ roundTripMs, accountCount: 1, pace: noPace });
  parts.defer(() => bench.close());
  const [account] = bench.accounts as [BenchAccount];
  const watchId = watchIdOf(tenantId, account.accountId, `-100${account.channelId}`);
  const scene = { bench, received: receiver.received, roundTripMs };
  const sweep = { name: 'sweeper', event: {} };
  const joined: string[] = [];

  async function join(links: string[]): Promise<void> {
    joined.push(...(await bench.telegram.ask({ about: 'join', links })));
  }

  /** A sweep, and what follows from it. */
  async function minute(passedMs = minuteMs): Promise<Measured> {
    await passTime({ dynamoDb: bench.dynamoDb, system: { stack: bench.stack } }, account, watchId, passedMs);
    return measureInvocations(scene, sweep);
  }

  async function minutes(count: number, links: string[] = []): Promise<Measured[]> {
    const measured: Measured[] = [];
    for (let passed = 0; passed < count; passed += 1) {
      await join(links);
      measured.push(await minute());
    }
    return measured;
  }

  // The first sweep of a day walks over all accounts, and the first ones load their code.
  await measureInvocations(scene, ...Array<Invocation>(warmUps).fill(sweep));
  const idle = priceOf(
    mergeUsages((await measureInvocations(scene, ...Array<Invocation>(idleSweeps).fill(sweep))).usages),
    idleSweeps,
  );
  const item = { account: account.name, peer: account.peer, track_joins: true, callback_url: receiver.url };
  const links = await makeLinks(scene, item, linkCount);
  // The pause between two looks grows to its longest.
  for (let look = 0; look < 8; look += 1) {
    await minute(20 * minuteMs);
  }
  const [restMinutes, busyMinutes, rushJoins] = isQuick ? [16, 3, 100] : [120, 30, 1000];
  say(`${restMinutes} minutes at rest`);
  const atRest = await minutes(restMinutes);
  say(`${busyMinutes} minutes with a join each`);
  // The pause shrinks to its shortest with the look that finds the first join.
  await minutes(longestPauseMinutes, [links[0]?.link ?? '']);
  const busy = await minutes(busyMinutes, [links[0]?.link ?? '']);
  say(`${rushJoins} joins in a minute`);
  await join(Array.from({ length: rushJoins }, (_, index) => links[index % links.length]?.link ?? ''));
  const rush: Measured[] = [];
  while (joinsIn(receiver.received).length < joined.length && rush.length < 10) {
    rush.push(await minute());
  }
  checkTold(receiver.received, joined);
  say(`${busyMinutes} minutes with an open link for a single use`);
  await makeLinks(scene, { ...item, single_use: true }, 1);
  await minutes(longestPauseMinutes);
  const singleUse = await minutes(busyMinutes);
  return {
    singleUse: costOf('with an open link for a single use', singleUse, idle, minutesPerDay / busyMinutes),
    atRest: costOf('at rest', atRest, idle, minutesPerDay / restMinutes),
    busy: costOf('with a join each minute', busy, idle, minutesPerDay / busyMinutes),
    rush: {
      ...costOf(`${rushJoins} come in a minute`, rush, idle, 1000 / rushJoins),
      minutes: rush.length,
    },
  };
}

async function makeLinks(
  scene: Scene,
  item: Record<string, unknown>,
  count: number,
): Promise<TrackedInvite[]> {
  const { bench } = scene;
  const asked = await bench.observe(
    async () => void (await bench.call('/v1/invites/batch', { item, count })),
  );
  await measureInvocations(scene, ...invocationsFor(asked.requests));
  const { items } = await bench.call<{ items: { id: string; invite: { link: string } }[] }>(
    `/v1/invites?limit=${count}`,
  );
  return items.map(({ id, invite }) => ({ id, link: invite.link }));
}

/** @throws Error where the events that were told are not the joins that there were. */
function checkTold(received: ReceivedEvent[], joined: string[]): void {
  const told = new Map(joinsIn(received).map(({ id, userId }) => [id, userId]));
  const [inEvents, atTelegram] = [[...told.values()], joined].map((ids) => ids.toSorted().join());
  if (inEvents !== atTelegram) {
    throw new Error(`${joined.length} people joined, and ${told.size} events were told of them`);
  }
}

function joinsIn(received: ReceivedEvent[]): ReceivedEvent[] {
  return received.filter(({ type }) => type === 'invite.joined');
}

function costOf(name: string, measured: Measured[], idle: Bill, times: number): WatchCost {
  const usage = mergeUsages(measured.flatMap(({ usages }) => usages));
  const bill = priceOf(usage, 1).map((row) => {
    const atRest = idle.find((each) => each.name === row.name) ?? { count: 0, dollars: 0 };
    return {
      name: row.name,
      count: (row.count - atRest.count * measured.length) * times,
      // A bill has dollars for a million.
      dollars: ((row.dollars - atRest.dollars * measured.length) * times) / 1e6,
    };
  });
  const calls = Object.groupBy(
    measured.flatMap((each) => each.calls),
    (method) => method,
  );
  return {
    name,
    calls: Object.fromEntries(
      Object.entries(calls).map(([method, those = []]) => [method, those.length * times]),
    ),
    bill,
    dollars: bill.reduce((sum, { dollars }) => sum + dollars, 0),
  };
}

function mergeUsages(usages: Usage[]): Usage {
  return {
    requests: usages.flatMap(({ requests }) => requests),
    httpRequests: usages.reduce((sum, { httpRequests }) => sum + httpRequests, 0),
    invocations: usages.flatMap(({ invocations }) => invocations),
    logLines: usages.flatMap(({ logLines }) => logLines),
  };
}

export function tabulateCosts({ atRest, busy, singleUse, rush }: WatchCosts): Table[] {
  return [atRest, busy, singleUse, rush].map(({ name, bill, calls, dollars }) => ({
    title: name === rush.name ? `A thousand joins, when ${name}` : `A day of a watched chat ${name}`,
    columns: ['', 'count', 'dollars'],
    rows: [
      ...(name === rush.name ? [['sweeps until all are told', rush.minutes, '']] : []),
      ...Object.entries(calls).map(([method, count]) => [method, count, '']),
      ...bill.filter(({ count }) => count !== 0).map((row) => [row.name, row.count, row.dollars]),
      ['together', '', dollars],
    ],
  }));
}
