import type { Job, JobRef } from '../job/job.ts';
import type { TrackedLink } from '../join/join.ts';
import type { LookResult, WatchStore } from '../join/join-store.ts';
import type { PoolStore } from '../pool/pool-store.ts';
import { callbackDue } from './webhook-callback.ts';

export interface AnnounceDeps {
  saveJob(next: Job): Promise<boolean>;
  /** Bounded in time: a queue that hangs must not hold up a lease. */
  sendCallback(ref: JobRef): Promise<void>;
  /** The message is missing; the sweeper sends it from the job's row. */
  noteUnsent(job: Job, error: unknown): void;
}

/** Wraps `saveJob`: when a job with a callback ends, the message that has the callback delivered is sent too. */
export function announceEnds({ saveJob, sendCallback, noteUnsent }: AnnounceDeps) {
  return async function saveAndAnnounce(next: Job): Promise<boolean> {
    const isSaved = await saveJob(next);
    if (isSaved && callbackDue(next) !== undefined) {
      const { tenantId, jobId } = next;
      await sendCallback({ tenantId, jobId }).catch((error: unknown) => noteUnsent(next, error));
    }
    return isSaved;
  };
}

export interface AnnounceTakenDeps extends Pick<PoolStore, 'saveTaken'>, Pick<AnnounceDeps, 'sendCallback'> {
  /** The message is missing; the sweeper sends it from the invite's row. */
  noteUnsent(invite: JobRef, error: unknown): void;
}

/** Wraps `saveTaken`: when a take with a callback is settled, the message that has the callback delivered is sent too. */
export function announceTaken({ saveTaken, sendCallback, noteUnsent }: AnnounceTakenDeps) {
  return async function saveTakenAndAnnounce(
    invite: JobRef,
    changes: Parameters<PoolStore['saveTaken']>[1],
  ): Promise<boolean> {
    const isSaved = await saveTaken(invite, changes);
    if (isSaved && changes.callback !== undefined) {
      const { tenantId, jobId } = invite;
      await sendCallback({ tenantId, jobId }).catch((error: unknown) => noteUnsent(invite, error));
    }
    return isSaved;
  };
}

export interface AnnounceLooksDeps extends Pick<WatchStore, 'saveLook'> {
  /** Bounded in time. */
  sendEvents(link: TrackedLink): Promise<void>;
  /** The message is missing; the sweeper sends it from the link's row. */
  noteUnsentEvents(link: TrackedLink, error: unknown): void;
}

/** Wraps `saveLook`: when events are stored, the messages that have them delivered are sent too. */
export function announceLooks({ saveLook, sendEvents, noteUnsentEvents }: AnnounceLooksDeps) {
  return async function saveLookAndAnnounce(look: LookResult): Promise<boolean> {
    const isSaved = await saveLook(look);
    if (isSaved) {
      const told = new Set(look.events.map(({ invite }) => invite.jobId));
      const links = look.links.filter(({ jobId, delivery }) => told.has(jobId) && delivery !== undefined);
      await Promise.all(
        links.map((link) => sendEvents(link).catch((error: unknown) => noteUnsentEvents(link, error))),
      );
    }
    return isSaved;
  };
}
