import { readJsonObject } from '../../functions/api/parse-json-body.ts';
import { invalidRequest } from '../../functions/api/problem-error.ts';
import { parsePeer } from '../../functions/core/peer/parse-peer.ts';
import type { FieldProblem } from '../../functions/core/request/field-problem.ts';
import { trimUnseen } from '../../functions/core/unseen-text.ts';
import type { AppCredentials } from '../../functions/telegram/connection.ts';
import { findApiHashProblem, findApiIdProblem } from '../../operator/login/app-credentials.ts';
import type { LoginRequest } from './logins.ts';

/* Bodies of the operator API. What a field says wrong is never repeated: it may be a secret in the wrong place. */

export const maxBodyBytes = 4 * 1024;
/** Longer than any code, and than what a person keeps as a password. */
const maxSecretLength = 1_000;

type Fields = Record<string, unknown>;

/** The body as JSON, with no other fields than those. @throws ProblemError */
export function readFields(
  contentType: string | undefined,
  body: Buffer,
  allowed: readonly string[],
): Fields {
  const event = {
    headers: { 'content-type': contentType },
    body: body.toString('base64'),
    isBase64Encoded: true,
  };
  const fields = readJsonObject(event, maxBodyBytes);
  if (Object.keys(fields).some((name) => !allowed.includes(name))) {
    throw invalidRequest([{ field: '', detail: `Other fields than ${allowed.join(', ')} are unknown.` }]);
  }
  return fields;
}

/** @param usual used where the request names no app. @throws ProblemError */
export function readLoginFields(
  { method, phone, api_id: apiId, api_hash: apiHash }: Fields,
  usual: AppCredentials | undefined,
): Pick<LoginRequest, 'app' | 'by'> {
  const problems: FieldProblem[] = [];
  if (method !== 'qr' && method !== 'phone') {
    problems.push({ field: 'method', detail: '"qr" or "phone".' });
  }
  if (method === 'phone' && !isPhone(phone)) {
    problems.push({
      field: 'phone',
      detail: 'A phone number with its country code, such as +44 7700 900123.',
    });
  }
  const isUsual = apiId === undefined && apiHash === undefined && usual !== undefined;
  const idProblem = isUsual ? undefined : findApiIdProblem(String(apiId ?? '').trim());
  const hashProblem = isUsual ? undefined : findApiHashProblem(String(apiHash ?? '').trim());
  if (idProblem !== undefined) {
    problems.push({ field: 'api_id', detail: idProblem });
  }
  if (hashProblem !== undefined) {
    problems.push({ field: 'api_hash', detail: hashProblem });
  }
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  const app = isUsual ? usual : { apiId: Number(apiId), apiHash: String(apiHash).trim() };
  return { app, by: method === 'qr' ? { method } : { method: 'phone', phone: String(phone).trim() } };
}

/** @throws ProblemError */
export function readSecret(fields: Fields, name: 'code' | 'password'): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '' || value.length > maxSecretLength) {
    throw invalidRequest([{ field: name, detail: `The ${name}, as a text that is not empty.` }]);
  }
  // A password may end in a space.
  return name === 'code' ? value.trim() : value;
}

/** @returns undefined for null: requests must name their chat. @throws ProblemError */
export function readDefaultPeer({ default_peer: peer }: Fields): string | undefined {
  if (peer === null) {
    return undefined;
  }
  const parsed = parsePeer(typeof peer === 'string' ? peer : '');
  if ('problem' in parsed) {
    throw invalidRequest([{ field: 'default_peer', detail: parsed.problem }]);
  }
  return trimUnseen(String(peer));
}

/** @throws ProblemError */
export function readFlag(fields: Fields, name: string): boolean {
  const value = fields[name] ?? false;
  if (typeof value !== 'boolean') {
    throw invalidRequest([{ field: name, detail: 'true or false.' }]);
  }
  return value;
}

/** @throws ProblemError */
export function readUrl({ url }: Fields): string {
  if (typeof url !== 'string' || url === '') {
    throw invalidRequest([{ field: 'url', detail: 'The URL, as the list of webhooks shows it.' }]);
  }
  return url;
}

function isPhone(phone: unknown): boolean {
  return typeof phone === 'string' && phone.length <= 40 && phone.replaceAll(/\D/g, '').length >= 5;
}
