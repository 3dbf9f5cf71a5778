import type { components } from '../../../client/openapi.ts';
import { text } from '../../strings.ts';

export type Job = components['schemas']['Invite'];
export type JobStatus = Job['status'];

const finalStatuses: JobStatus[] = ['succeeded', 'failed', 'cancelled', 'expired'];

export const jobStatuses: JobStatus[] = ['queued', 'running', 'waiting', 'blocked', ...finalStatuses];

export function isFinal({ status }: Pick<Job, 'status'>): boolean {
  return finalStatuses.includes(status);
}

/** The chat as a text: a request may name it as an object too. */
export function peerText(peer: Job['peer']): string {
  return typeof peer === 'string' ? peer : text.jobs.aChat;
}

/** What a person calls a job: the title of its link, or else its chat. */
export function jobName({ title, peer }: Pick<Job, 'title' | 'peer'>): string {
  return title || peerText(peer);
}
