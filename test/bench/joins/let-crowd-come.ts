import { createRandom } from '../../chaos/random.ts';
import { openCrowd, toCrowdJoin } from '../../integration/joins/crowd.ts';
import { startLocalService } from '../../integration/local-service.ts';

export interface CrowdCount {
  people: number;
  links: number;
  workersKilled: number;
  /** Different ones. */
  events: number;
  /** Events that were delivered again. */
  repeats: number;
}

const seed = 18;

/**
 * People with mtcute come by many links while workers are killed.
 * @throws Error where the events that were told are not the joins that there were, in the order of each link.
 */
export async function letCrowdCome(isQuick: boolean): Promise<CrowdCount> {
  const size = isQuick
    ? { people: 30, asking: 0, links: 5, waves: 3 }
    : { people: 300, asking: 0, links: 50, waves: 20 };
  await using parts = new AsyncDisposableStack();
  const service = await startLocalService();
  parts.defer(() => service.close());
  const crowd = await openCrowd(service, size);
  parts.defer(() => crowd.receiver.close());
  await crowd.makeLinks();
  const workersKilled = await crowd.letEverybodyCome(createRandom(seed, 'crowd'));
  const atTelegram = crowd.joinsAtTelegram();
  const { told, toldAll, deliveries } = crowd.receiver;
  await toldAll('invite.joined', size.people);
  const events = told('invite.joined').map(toCrowdJoin);
  const [inEvents, joined] = [events, atTelegram].map((joins) => JSON.stringify(crowd.byLink(joins)));
  if (inEvents !== joined || events.length !== size.people) {
    throw new Error(`${atTelegram.length} people joined, and ${events.length} events tell something else`);
  }
  const deliveredJoins = deliveries.recorded.filter(({ event }) => event.type === 'invite.joined');
  return {
    people: size.people,
    links: size.links,
    workersKilled,
    events: events.length,
    repeats: deliveredJoins.length - events.length,
  };
}
