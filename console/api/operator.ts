import type { components } from '../../client/openapi.ts';
import { type Method, sendRequest } from './request.ts';

/*
 * The operator API of a service on one machine, at /operator. It is no part of the public API: it has a key of its own, which
 * `npm start` prints, and a deployed service does not have it.
 */

/** The keys of somebody who may do the operator's work here. */
export interface Operator {
  operatorKey: string;
  /** Of the session: the operator API works on the accounts of its tenant. */
  apiKey: string;
}

/** Whether this service has an operator API: `blocked` where a proxy or a foreign name stands before it. */
export type OperatorPlace = 'here' | 'deployed' | 'blocked';

type Chat = components['schemas']['Chat'];

export interface TelegramUser {
  id: string;
  first_name?: string;
  last_name?: string;
  username?: string;
}

export interface OperatorFacts {
  /** Whether `npm start` knows an api_id and api_hash, so that nobody needs to be asked for them. */
  has_app: boolean;
  /** Of a demonstration: who can be logged in at its Telegram. */
  people?: { name: string; phone: string; code: string; password?: string }[];
}

const storageName = 'invite-spool.operator-key';

/** The key lives as long as the tab, and nowhere else. */
export function readOperatorKey(): string | undefined {
  return sessionStorage.getItem(storageName) ?? undefined;
}

export function storeOperatorKey(operatorKey: string): void {
  sessionStorage.setItem(storageName, operatorKey);
}

export function forgetOperatorKey(): void {
  sessionStorage.removeItem(storageName);
}

/** Asks without a key: only a service on one machine wants one. @throws NetworkFailure */
export async function findOperatorPlace(signal?: AbortSignal): Promise<OperatorPlace> {
  const response = await fetch('/operator', {
    cache: 'no-store',
    credentials: 'omit',
    ...(signal === undefined ? {} : { signal }),
  });
  return response.status === 401 ? 'here' : response.status === 403 ? 'blocked' : 'deployed';
}

/** @throws ProblemFailure of status 401 for a wrong operator key. */
export function readOperatorFacts(operator: Operator): Promise<OperatorFacts> {
  return ask(operator, 'GET', '/operator');
}

/** The account has been repaired: it works again, and its blocked jobs go on. @throws ProblemFailure `operation-refused` */
export function resumeAccount(
  operator: Operator,
  name: string,
): Promise<{ released: number; notes: string[] }> {
  return ask(operator, 'POST', `${pathOf(name)}/resume`);
}

/** Events go to the URL again. Events of the time when it was disabled are not sent later. */
export function enableWebhook(operator: Operator, url: string): Promise<{ url: string }> {
  return ask(operator, 'POST', '/operator/webhooks/enable', { url });
}

/** A login under way. `version` rises with each change. */
export type Login = { id: string; account: string; version: number; ends_at: string; notes: string[] } & (
  | { state: 'working' }
  | { state: 'qr'; url: string; expires_at: string }
  | { state: 'code'; how: string; length: number; resend_at?: string; problem?: string }
  | { state: 'password'; hint?: string; problem?: string }
  | { state: 'done'; user: TelegramUser; chats?: Chat[] }
  | { state: 'failed'; type: string; detail: string; retry_after?: number }
);

export interface LoginRequest {
  method: 'qr' | 'phone';
  phone?: string;
  api_id?: number;
  api_hash?: string;
}

/** How long an answer about a login is waited for. */
const held = { waitSeconds: 25 };

/** @throws ProblemFailure `login-in-progress`, whose `login_id` names the login that is under way. */
export function startLogin(operator: Operator, name: string, request: LoginRequest): Promise<Login> {
  return ask(operator, 'POST', `${pathOf(name)}/login`, request);
}

/** The login, once it has changed after `version`; after 25 s as it is. Without `version` at once. */
export function followLogin(
  operator: Operator,
  { account, id }: { account: string; id: string },
  version?: number,
  signal?: AbortSignal,
): Promise<Login> {
  const path = `${pathOf(account)}/login/${id}`;
  return version === undefined
    ? ask(operator, 'GET', path, undefined, { signal })
    : ask(operator, 'GET', `${path}?after=${version}`, undefined, { signal, ...held });
}

/** The login, once Telegram has said what it thinks of the code. */
export function enterCode(operator: Operator, { account, id }: Login, code: string): Promise<Login> {
  return ask(operator, 'POST', `${pathOf(account)}/login/${id}/code`, { code }, held);
}

export function enterPassword(operator: Operator, { account, id }: Login, password: string): Promise<Login> {
  return ask(operator, 'POST', `${pathOf(account)}/login/${id}/password`, { password }, held);
}

/** Has the code sent in another way. */
export function resendCode(operator: Operator, { account, id }: Login): Promise<Login> {
  return ask(operator, 'POST', `${pathOf(account)}/login/${id}/resend`, undefined, held);
}

export function cancelLogin(
  operator: Operator,
  { account, id }: { account: string; id: string },
): Promise<Login> {
  return ask(operator, 'DELETE', `${pathOf(account)}/login/${id}`);
}

function pathOf(name: string): string {
  return `/operator/accounts/${encodeURIComponent(name)}`;
}

async function ask<T>(
  { operatorKey, apiKey }: Operator,
  method: Method,
  url: string,
  body?: unknown,
  { signal, waitSeconds: seconds }: { signal?: AbortSignal | undefined; waitSeconds?: number } = {},
): Promise<T> {
  const reply = await sendRequest<T>({
    apiKey: operatorKey,
    method,
    url,
    headers: { 'x-api-key': apiKey },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
    ...(seconds === undefined ? {} : { waitSeconds: seconds }),
  });
  return reply.body;
}
