import { figureOf, ratioOf } from './figure.ts';
import type { BenchRun, PartResult } from './part.ts';
import { forkPeer, type PeerProcess } from './rivals/fork-peer.ts';
import type { Laps, RivalMessage } from './rivals/serve-rival.ts';
import type { TelegramAnswer, TelegramRequest } from './rivals/telegram-process.ts';
import type { Table } from './table.ts';

const rivals = {
  ours: 'invite-spool',
  gramjs: 'gramjs TelegramClient',
  mtcute: 'mtcute',
  'bare-line': 'limit',
};
type RivalName = keyof typeof rivals;
const rivalNames = Object.keys(rivals) as RivalName[];

/** The measurements of one round, by rival. */
type Round = Record<RivalName, Laps>;
type RivalProcess = PeerProcess<{ type: 'measure' }, RivalMessage>;

const lapTitles: Record<keyof Laps, string> = {
  firstLink: 'connect to first link, ms',
  tenMoreOneByOne: '10 more one by one, ms',
  tenMoreAtOnce: '10 more at once, ms',
  tenLinksAtOnce: 'connect to 10 links, at once, ms',
  tenLinksOneByOne: 'connect to 10 links, one by one, ms',
};

/**
 * First link and ten links from a stored session and a known peer, at three round trips to the project's own data
 * centre: a new connection for each measurement, in warmed-up processes, like a worker's environment. The data centre
 * and each rival have their own processes.
 */
export async function benchFirstLink({ isQuick, say }: BenchRun): Promise<PartResult> {
  await using parts = new AsyncDisposableStack();
  const telegram = forkPeer<TelegramRequest, TelegramAnswer>('telegram-process.ts');
  parts.defer(() => telegram.close());
  await telegram.receive();
  const processes = await startRivals(telegram, parts);
  say('warming up');
  for (let round = 0; round < 3; round += 1) {
    await takeRound(processes);
  }

  const roundsAt = new Map<number, Round[]>();
  for (const [ms, count] of isQuick ? quickPlan : plan) {
    telegram.send({ type: 'set-round-trip', ms });
    const rounds: Round[] = [];
    while (rounds.length < count) {
      say(`round trip ${ms} ms, round ${rounds.length + 1} of ${count}`);
      rounds.push(await takeRound(processes));
    }
    roundsAt.set(ms, rounds);
  }
  return {
    figures: compare(roundsAt.get(50) ?? []),
    tables: Array.from(roundsAt, ([ms, rounds]) => tabulate(ms, rounds)),
  };
}

/** Milliseconds of round trip, and rounds. */
const plan: [number, number][] = [
  [5, 11],
  [50, 11],
  [150, 5],
];
const quickPlan: [number, number][] = [[50, 3]];

async function startRivals(
  telegram: PeerProcess<TelegramRequest, TelegramAnswer>,
  parts: AsyncDisposableStack,
): Promise<Record<RivalName, RivalProcess>> {
  const started: [string, RivalProcess][] = [];
  for (const name of rivalNames) {
    telegram.send({ type: 'mint-account' });
    const answer = await telegram.receive();
    if (answer.type !== 'account') {
      throw new TypeError(`asked for an account, and got ${answer.type}`);
    }
    const rival: RivalProcess = forkPeer(`${name}.ts`, [JSON.stringify(answer.account)]);
    parts.defer(() => rival.close());
    await rival.receive();
    started.push([name, rival]);
  }
  return Object.fromEntries(started) as Record<RivalName, RivalProcess>;
}

async function takeRound(processes: Record<RivalName, RivalProcess>): Promise<Round> {
  const round: [string, Laps][] = [];
  for (const name of rivalNames) {
    processes[name].send({ type: 'measure' });
    const answer = await processes[name].receive();
    if (answer.type !== 'laps') {
      throw new TypeError(`asked for laps, and got ${answer.type}`);
    }
    round.push([name, answer.laps]);
  }
  return Object.fromEntries(round) as Round;
}

/** Both figures of ten links include the connection. */
function compare(rounds: Round[]): PartResult['figures'] {
  function over(pair: (round: Round) => [number, number]) {
    return ratioOf(rounds.map(pair));
  }
  return {
    first_link_50ms_over_limit: over((round) => [round.ours.firstLink, round['bare-line'].firstLink]),
    ten_links_50ms_over_first: over(({ ours }) => [ours.tenLinksAtOnce, ours.firstLink]),
    gramjs_over_ours_first_link: over(({ ours, gramjs }) => [gramjs.firstLink, ours.firstLink]),
    gramjs_over_ours_ten_links: over(({ ours, gramjs }) => [gramjs.tenLinksOneByOne, ours.tenLinksAtOnce]),
  };
}

function tabulate(ms: number, rounds: Round[]): Table {
  const laps = Object.keys(lapTitles) as (keyof Laps)[];
  return {
    title: `Round trip ${ms} ms, ${rounds.length} rounds`,
    columns: ['', ...Object.values(lapTitles)],
    rows: rivalNames.map((name) => [
      rivals[name],
      ...laps.map((lap) => figureOf(rounds.map((round) => round[name][lap]))),
    ]),
  };
}
