import type { BatchEvent } from '../../local/aws/event-source-mapping.ts';
import { fetchApi } from './fetch-api.ts';
import type { FunctionLine, LocalService } from './local-service.ts';

/** A job as GET /v1/invites/{id} shows it. */
export interface InviteResource {
  id: string;
  status: string;
  account: string;
  attempts: number;
  outcome?: string;
  invite?: { link: string; [option: string]: unknown } | null;
  detail?: string;
  wait?: { reason: string; method?: string; retry_at: string };
  error?: { type: string; class: string; code?: number; detail: string };
}

export interface Problem {
  type: string;
  status: number;
  detail: string;
  errors?: { field: string; detail: string }[];
}

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** Asks the HTTP API, with the demo's key unless other headers are given. */
export async function request<T>(
  { system }: LocalService,
  method: string,
  path: string,
  { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {},
): Promise<Answer<T>> {
  const response = await fetchApi(`${system.baseUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${system.demo.apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as T };
}

/** Asks for a link. */
export function post<T = InviteResource>(
  service: LocalService,
  fields: Record<string, unknown>,
): Promise<Answer<T>> {
  return request<T>(service, 'POST', '/v1/invites', { body: JSON.stringify(fields) });
}

/** Asks for a link that is not refused at the door. @returns the job's id. */
export async function accept(service: LocalService, fields: Record<string, unknown>): Promise<string> {
  const { status, body } = await post(service, fields);
  if (status !== 202) {
    throw new Error(`${status} ${JSON.stringify(body)}`);
  }
  return body.id;
}

export async function look(service: LocalService, jobId: string): Promise<InviteResource> {
  const { body } = await request<InviteResource>(service, 'GET', `/v1/invites/${jobId}`);
  return body;
}

/** What the worker says of a job with each change. */
export interface JobLine extends FunctionLine {
  entry: { jobId: string; status: string; reason?: string; retryAtMs?: number; errorType?: string };
}

function isLineOf(jobId: string) {
  return (line: FunctionLine): line is JobLine =>
    line.name === 'worker' && line.entry.message === 'job' && line.entry.jobId === jobId;
}

/** Resolves with the job as HTTP shows it when the worker has put it into that state, for the `count`-th time. */
export async function reach(
  service: LocalService,
  jobId: string,
  status: string,
  count = 1,
): Promise<InviteResource> {
  const isOfJob = isLineOf(jobId);
  function isInStatus(line: FunctionLine): line is JobLine {
    return isOfJob(line) && line.entry.status === status;
  }
  await service.lines.waitFor(isInStatus, count);
  return look(service, jobId);
}

const settledStatuses = ['succeeded', 'failed', 'cancelled', 'expired', 'blocked'];

/** Resolves with the job as HTTP shows it when it is final, or blocked. */
export async function settle(service: LocalService, jobId: string): Promise<InviteResource> {
  const isOfJob = isLineOf(jobId);
  function isSettled(line: FunctionLine): line is JobLine {
    return isOfJob(line) && settledStatuses.includes(line.entry.status);
  }
  await service.lines.waitFor(isSettled);
  return look(service, jobId);
}

/** Asks for a link and waits for the job's end. */
export async function make(service: LocalService, fields: Record<string, unknown>): Promise<InviteResource> {
  return settle(service, await accept(service, fields));
}

/** The states that the worker has put the job into, in order. */
export function statusesOf(service: LocalService, jobId: string): string[] {
  const isOfJob = isLineOf(jobId);
  return service.lines.recorded.filter(isOfJob).map(({ entry }) => entry.status);
}

/** The ids of requests in the lines about a job so far, by the function that wrote them; a line without one has `none`. */
export function requestIdsOf({ lines }: LocalService, jobId: string): Record<string, string[]> {
  const about = lines.recorded.filter(({ entry }) => entry.jobId === jobId);
  const byFunction = Map.groupBy(about, ({ name }) => name);
  return Object.fromEntries(
    [...byFunction].map(([name, those]) => [
      name,
      [...new Set(those.map(({ entry }) => String(entry.requestId ?? 'none')))],
    ]),
  );
}

/** Resolves when so many messages have been deleted from the queue. */
export async function messagesDeleted({ events }: LocalService, count: number): Promise<void> {
  function isEnough(event: unknown): event is never {
    return (event as BatchEvent).type === 'batch' && countDeleted(events.recorded) >= count;
  }
  await events.waitFor(isEnough);
}

function countDeleted(recorded: { type: string }[]): number {
  const batches = recorded.filter((event): event is BatchEvent => event.type === 'batch');
  return batches.reduce((sum, { messageIds, failedIds }) => sum + messageIds.length - failedIds.length, 0);
}
