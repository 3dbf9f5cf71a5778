import { dueShardOf } from '../../../../functions/core/account/due-entry.ts';
import { watchIdOf } from '../../../../functions/core/ids.ts';
import type { Job } from '../../../../functions/core/job/job.ts';
import type { Watch } from '../../../../functions/core/job/watch-transitions.ts';
import type { SeenUser } from '../../../../functions/core/join/join-calls.ts';
import type { InviteRequest } from '../../../../functions/core/request/invite-request.ts';
import { sweep } from '../../../../functions/core/sweep/sweep.ts';
import { createJobRecord } from '../records.ts';
import { createDrainWorld } from './drain-world.ts';

/** The chat @launch, as requests, Telegram and the joins table name it. */
export const chat = 'channel 11';
export const chatId = '-1000000000011';
export const watchId = watchIdOf('ten_a', 'acc_a', chatId);

export type WatchWorld = ReturnType<typeof createWatchWorld>;

export function user(number: number): SeenUser {
  return {
    userId: String(5_000 + number),
    accessHash: `9${number}`,
    firstName: `Guest ${number}`,
    username: `guest${number}`,
  };
}

/** A request whose joins are told. */
export function tracked(number: number, request: Partial<InviteRequest> = {}, overrides: Partial<Job> = {}) {
  const job = createJobRecord(number, overrides);
  return { ...job, request: { ...job.request, track_joins: true as const, ...request } };
}

/** A drain world with a sweeper, which sends the messages of watches. */
export function createWatchWorld(jobs: Job[], account: Parameters<typeof createDrainWorld>[1] = {}) {
  const world = createDrainWorld(jobs, account);
  const { store, telegram } = world;
  telegram.countJoins();
  let sent: string[] = [];

  /** A minute passes: the sweeper comes, and a worker takes each message that it sends. @returns the jobs that it sent. */
  async function passMinute(): Promise<string[]> {
    world.advance(60_000);
    sent = [];
    await sweepOnce();
    for (const jobId of sent) {
      await world.drain([jobId]);
    }
    return sent;
  }

  function sweepOnce() {
    const deps = {
      ...store.deps,
      ...store.dueDeps,
      now: world.now,
      noteNotSwept: (_accountId: string, error: unknown) => {
        throw error;
      },
      sendJob: async ({ jobId }: Job) => void sent.push(jobId),
    };
    return sweep(deps, { shares: [[dueShardOf('acc_a')]], untilMs: Number.POSITIVE_INFINITY });
  }

  return {
    ...world,
    passMinute,
    /** So many minutes. @returns how many of them had a look. */
    async passMinutes(count: number): Promise<number> {
      let looks = 0;
      for (let minute = 0; minute < count; minute += 1) {
        looks += (await passMinute()).includes(watchId) ? 1 : 0;
      }
      return looks;
    },
    watch: () => store.jobs.get(watchId) as Watch,
    linkOf(number: number): string {
      const { outcome } = store.job(number);
      return outcome?.kind === 'chatInviteExported' ? outcome.invite.link : '';
    },
    join(number: number, who: number) {
      telegram.joins.join(chat, this.linkOf(number), user(who));
    },
    /** The users of a link's events, in the order of their numbers. */
    joinedBy: (number: number) =>
      store.joins.eventsOf(number).flatMap((event) => (event.kind === 'joined' ? event.userId : [])),
  };
}
