export { ApiError, JobError, type Problem, type ProblemSlug, UnreachableError } from './api-error.ts';
export type { CallOptions } from './call.ts';
export { type Client, type ClientOptions, createClient } from './create-client.ts';
export type { Batch, Invite, Operation, Waitable, WaitOptions } from './jobs.ts';
export type { components, operations } from './openapi.ts';
export type { Page, Pages } from './pages.ts';
export type { ErrorType } from './routes.ts';
export type { Patience } from './send-requests.ts';
export { type ReceivedWebhook, verifyWebhook, WebhookError, type WebhookEvent } from './webhook.ts';
