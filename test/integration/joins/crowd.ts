import { jobIdInBatch } from '../../../functions/core/ids.ts';
import type { Random } from '../../chaos/random.ts';
import { request, settle } from '../follow-jobs.ts';
import type { LocalService } from '../local-service.ts';
import { addPeople, type Person } from './people.ts';
import { startToldEvents, type ToldEvent } from './told-events.ts';
import { openWatchedChat, withJoinsKey } from './watched-chat.ts';

export interface CrowdSize {
  people: number;
  /** Of them so many ask to join by a link that needs an approval. */
  asking: number;
  links: number;
  /** People come in so many groups. While each of them comes, the chat is looked at. */
  waves: number;
}

export interface TrackedInvite {
  id: string;
  link: string;
}

/** Somebody came in by a link of the crowd's. */
export interface CrowdJoin {
  inviteId: string;
  userId: string;
}

export type Crowd = Awaited<ReturnType<typeof openCrowd>>;

/**
 * People with clients of their own, and links of one supergroup whose joins are told. The first link is for a single use, and the first
 * person comes by it. The second link is for those who ask. The others come by any of the other links.
 */
export async function openCrowd(given: LocalService, size: CrowdSize) {
  const service = await withJoinsKey(given);
  const receiver = await startToldEvents(service);
  const chat = await openWatchedChat(service, 'crowd');
  const people = await addPeople(service, size.people);
  const invites: TrackedInvite[] = [];

  function chooseLinks(random: Random): { person: Person; link: string }[] {
    const [single, guarded, ...open] = invites;
    return people
      .map((person, index) => {
        const invite = index === 0 ? single : index <= size.asking ? guarded : random.pick(open);
        return { person, link: invite?.link ?? '', place: random.next() };
      })
      .sort((a, b) => a.place - b.place);
  }

  return {
    service,
    receiver,
    chat,
    people,
    invites,
    /** Asks for the links over HTTP, and waits for them. */
    async makeLinks(): Promise<void> {
      const fields = { account: chat.account.account, peer: chat.peer, track_joins: 'names' };
      const items = Array.from({ length: size.links }, (_, index) => ({
        ...fields,
        callback_url: receiver.url(`link-${index}`),
        ...(index === 0 ? { single_use: true } : {}),
        ...(index === 1 ? { request_needed: true } : {}),
      }));
      const { status, body } = await request<{ id: string }>(service, 'POST', '/v1/invites/batch', {
        body: JSON.stringify({ items }),
      });
      if (status !== 202) {
        throw new Error(`${status} ${JSON.stringify(body)}`);
      }
      const ids = items.map((_, index) => jobIdInBatch(service.system.demo.tenantId, body.id, index));
      const made = await Promise.all(ids.map((id) => settle(service, id)));
      invites.push(...made.map(({ id, invite }) => ({ id, link: invite?.link ?? '' })));
    },
    /**
     * Everybody comes, while looks are made and workers die at random moments. Then two looks come to their end.
     * @param afterWave called when a wave has come, and the look at it is over.
     * @returns how many workers were killed.
     */
    async letEverybodyCome(random: Random, afterWave: () => Promise<void> = async () => {}): Promise<number> {
      const arrivals = chooseLinks(random);
      let killed = 0;
      await chat.look();
      for (let wave = 0; wave < size.waves; wave += 1) {
        const arriving = arrivals.filter((_, index) => index % size.waves === wave);
        const dies = random.chance(0.8);
        killed += dies ? 1 : 0;
        await Promise.all([
          ...arriving.map(({ person, link }) => person.join(link)),
          dies ? chat.dieLooking(1.2 * random.next()) : chat.look(),
        ]);
        await afterWave();
      }
      await chat.look();
      // Finds nothing new.
      await chat.look();
      await chat.repairDeliveries();
      return killed;
    },
    /** Who came in by which link, as Telegram has it, oldest first. */
    joinsAtTelegram(): CrowdJoin[] {
      const byLink = new Map(invites.map(({ id, link }) => [link, id]));
      return service.telegram.ledger.joins.flatMap(({ link, userId }) => {
        const inviteId = byLink.get(link ?? '');
        return inviteId === undefined ? [] : [{ inviteId, userId }];
      });
    },
    /** The users of each link, in the order of these joins. */
    byLink(joins: CrowdJoin[]): Record<string, string[]> {
      return Object.fromEntries(
        invites.map(({ id }) => [
          id,
          joins.filter(({ inviteId }) => inviteId === id).map(({ userId }) => userId),
        ]),
      );
    },
  };
}

export function toCrowdJoin({ invite_id: inviteId, user_id: userId }: ToldEvent): CrowdJoin {
  return { inviteId, userId };
}
