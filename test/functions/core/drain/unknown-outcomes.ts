import type { InviteRequest } from '../../../../functions/core/request/invite-request.ts';
import type { DrainWorld } from './drain-world.ts';

/** The same link, asked for by several jobs: nobody can tell them apart by their options. */
export const alike = { account: 'main', peer: '@launch', title: 'same' };
export const elsewhere = { account: 'main', peer: '@other', title: 'other' };

/** Puts a link into Telegram's books that nobody here knows of. */
export function makeLink(
  world: DrainWorld,
  request: Partial<InviteRequest>,
  ageSeconds = 5,
  chat = 'channel 11',
) {
  const invite = {
    link: `https://t.me/+link${world.telegram.links.length + 1}`,
    admin_id: '777',
    date: world.nowSeconds() - ageSeconds,
    permanent: false,
    revoked: false,
    request_needed: false,
    ...(request.title === undefined ? {} : { title: request.title }),
  };
  world.telegram.links.push({ chat, invite });
  return invite.link;
}

/** The pass after the job's wait. */
export async function drainWhenDue(world: DrainWorld, number = 1) {
  world.advanceTo(world.readyAtMs(number));
  return world.drain();
}

/** Passes until the outcome of the job's call is known: as many as there are searches. */
export async function drainUntilKnown(world: DrainWorld, number = 1) {
  for (let pass = 0; pass < 5 && world.store.job(number).intentAtMs !== undefined; pass++) {
    await drainWhenDue(world, number);
  }
}
