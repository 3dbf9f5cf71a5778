import type { ExportedInvite, Job } from '../../../../functions/core/job/job.ts';
import type { LinkSync } from '../../../../functions/core/job/operation.ts';
import { createJobRecord, createSyncRecord, startMs } from '../records.ts';
import { createDrainWorld, type DrainWorld } from './drain-world.ts';

export const sync = createSyncRecord();

export function link(name: string, overrides: Partial<ExportedInvite> = {}): ExportedInvite {
  return {
    link: `https://t.me/+${name}`,
    admin_id: '777',
    date: startMs / 1000 - 10_000,
    permanent: false,
    revoked: false,
    request_needed: false,
    ...overrides,
  };
}

/** An invite of this service, and its link. */
export function made(number: number, invite: ExportedInvite, overrides: Partial<Job> = {}): Job {
  const { dueAtMs: _dueAtMs, ...job } = createJobRecord(number, {
    status: 'succeeded',
    outcome: { kind: 'chatInviteExported', invite },
    createdAtMs: startMs - 20_000_000,
    finishedAtMs: startMs - 10_000_000,
    ...overrides,
  });
  return job;
}

export function createSyncWorld(
  links: ExportedInvite[],
  { jobs = [] as Job[], operation = {} as Partial<LinkSync>, account = {} } = {},
): DrainWorld {
  const asked = { ...sync, operation: { kind: 'sync' as const, ...operation } };
  const world = createDrainWorld([...jobs, asked], account);
  for (const invite of links) {
    world.telegram.links.push({ chat: 'channel 11', invite: structuredClone(invite) });
  }
  return world;
}

export function syncOf(world: DrainWorld): Job {
  return world.store.jobs.get(sync.jobId) as Job;
}

export function adopted(world: DrainWorld): Job[] {
  return [...world.store.jobs.values()].filter((job) => job.adopted !== undefined);
}

export function adoptedLinks(world: DrainWorld): (string | undefined)[] {
  return adopted(world).map(({ outcome }) =>
    outcome?.kind === 'chatInviteExported' ? outcome.invite.link.slice(-1) : undefined,
  );
}

/** Until the sync is final, as its message comes back. */
export async function drainToEnd(world: DrainWorld): Promise<void> {
  for (let pass = 0; pass < 20 && syncOf(world).finishedAtMs === undefined; pass += 1) {
    await world.drain([sync.jobId]);
    world.advance(30_000);
  }
}
