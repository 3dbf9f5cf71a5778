import { isFinal, type Job } from '../../functions/core/job/job.ts';
import { trackOf } from '../../functions/core/join/track-of.ts';
import { RpcError } from '../../telegram-emulator/rpc-error.ts';
import type { Invite, User } from '../../telegram-emulator/world/entities.ts';
import type { Callers } from './callers.ts';
import type { Hands } from './links-by-hand.ts';
import type { Observer } from './observer.ts';
import type { System } from './parts/system.ts';
import type { Door, PersonAction } from './plan/plan-people.ts';
import type { Stage, StagedAccount, StagedChat } from './stage.ts';

/** What was known of a link's tracking when somebody used it. */
export type TrackedThen = 'tracked' | 'untracked' | 'unsure';

/** Somebody has used a link. */
export interface LinkUse {
  /** Our time, and Telegram's. */
  atMs: number;
  telegramAtMs: number;
  userId: string;
  link: string;
  tracked: TrackedThen;
}

/** The people of a seed. They have apps, and no connection to this data centre: they act in its world. */
export interface People {
  /** @returns false when it is too early: the link is not there yet, or the person has something else to do first. */
  act(action: PersonAction): Promise<boolean>;
  userOf(person: number): User | undefined;
  uses: LinkUse[];
  /** When anybody did anything last. */
  lastActMs(): number;
}

export function createPeople(
  system: System,
  stage: Stage,
  { observer, hands, callers }: { observer: Observer; hands: Hands; callers: Pick<Callers, 'answers'> },
): People {
  const { world } = system.dataCentre;
  const uses: LinkUse[] = [];
  const steps = new Map<number, number>();
  let lastActMs = 0;
  return {
    act,
    userOf: (person) => stage.people.get(person),
    uses,
    lastActMs: () => lastActMs,
  };

  async function act(action: PersonAction): Promise<boolean> {
    const { person, step } = action;
    if ((steps.get(person) ?? 0) < step) {
      return false;
    }
    const account = stage.accounts[action.account];
    const chat = account?.chats[action.chat];
    if (account === undefined || chat === undefined) {
      throw new RangeError(`there is no chat ${action.chat} of account ${action.account}`);
    }
    const isDone = await play(action, account, chat);
    if (isDone) {
      steps.set(person, step + 1);
    }
    return isDone;
  }

  async function play(action: PersonAction, account: StagedAccount, chat: StagedChat): Promise<boolean> {
    const user = meet(action.person);
    switch (action.does) {
      case 'join': {
        const way = await findWay(action.door, account, chat);
        if (way === 'later') {
          return false;
        }
        if (way !== undefined) {
          await join(user, way, account, chat);
        }
        return true;
      }
      case 'leave':
        tell(account, `person ${action.person} LEAVES`, () => world.leave(chat.peer, user));
        return true;
      case 'is decided':
        tell(account, `person ${action.person} IS DECIDED by hand: ${action.decision}`, () =>
          world.decideRequest(chat.peer, user, action.decision, account.administrator),
        );
        return true;
    }
  }

  function meet(person: number): User {
    const known = stage.people.get(person);
    const user =
      known ?? world.addUser({ phone: `99967${world.users.size}${person}`, firstName: `Person ${person}` });
    stage.people.set(person, user);
    return user;
  }

  type Way = 'button' | { invite: Invite } | { job: Job; link: string };

  /** `later` when the link is not there yet, undefined when there will be none. */
  async function findWay(
    door: Door,
    { accountId }: StagedAccount,
    chat: StagedChat,
  ): Promise<Way | 'later' | undefined> {
    if (door === 'button') {
      return door;
    }
    if ('byHand' in door) {
      const links = hands.links.filter(
        ({ invite, account, chat: place }) =>
          account.accountId === accountId && place === chat && !invite.permanent,
      );
      const invite = links[door.byHand]?.invite;
      return invite && { invite };
    }
    const jobId = callers.answers.find((each) => each.request === door.request && each.jobId)?.jobId;
    const [job] = jobId === undefined ? [] : await loadJobs([jobId]);
    if (job === undefined || !isFinal(job.status)) {
      return 'later';
    }
    return job.outcome?.kind === 'chatInviteExported' ? { job, link: job.outcome.invite.link } : undefined;
  }

  function loadJobs(jobIds: string[]): Promise<Job[]> {
    return system.stores.jobs.loadJobs(jobIds.map((jobId) => ({ tenantId: stage.tenantId, jobId })));
  }

  async function join(user: User, way: Way, account: StagedAccount, { peer }: StagedChat): Promise<void> {
    const who = user.firstName.toLowerCase();
    if (way === 'button') {
      if (peer.kind === 'channel') {
        tell(account, `${who} JOINS by the button`, () => world.joinByButton(peer, user));
      }
      return;
    }
    const link = 'job' in way ? way.link : way.invite.link;
    const tracked = 'job' in way ? await isTracked(way.job) : 'untracked';
    const what = 'job' in way ? `a link (${tracked})` : 'a link made by hand';
    tell(
      account,
      `${who} USES ${what}`,
      () => {
        const came = world.joinByLink(link, user);
        uses.push({
          atMs: Date.now(),
          telegramAtMs: Date.now() + system.telegramClock.aheadMs,
          userId: user.id.toString(),
          link,
          tracked,
        });
        return came;
      },
      'job' in way ? way.job.jobId : undefined,
    );
  }

  /** Nobody knows while an edit that switches it is under way. */
  async function isTracked(invite: Job): Promise<TrackedThen> {
    const edits = (await loadJobs(invite.operationIds ?? [])).filter(
      ({ operation }) => operation?.kind === 'edit' && operation.changes?.track_joins !== undefined,
    );
    if (edits.some(({ status }) => status !== 'succeeded')) {
      return 'unsure';
    }
    return trackOf(invite) === false ? 'untracked' : 'tracked';
  }

  /** Telegram may refuse it: the link is used up, for one. */
  function tell({ accountId }: StagedAccount, what: string, does: () => unknown, jobId?: string): void {
    let came = '';
    try {
      came = String(does() ?? '');
      lastActMs = Date.now();
    } catch (error) {
      if (!(error instanceof RpcError)) {
        throw error;
      }
      came = error.type;
    }
    observer.trace.add('person', `${what} ${came}`.trim(), jobId === undefined ? { accountId } : { jobId });
  }
}
