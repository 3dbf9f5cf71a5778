import { accountNamePattern } from '../../../functions/core/account-name.ts';
import { maxLifeMs } from '../../../functions/core/job-life.ts';
import { priorities } from '../../../functions/core/request/priority.ts';
import { findExclusions, findUnfit } from '../../../functions/core/request/request-exclusions.ts';
import { isTitle } from '../../../functions/core/title.ts';
import { text } from '../../strings.ts';

/** What is wrong with one field of a row, and what to write instead. */
export interface FieldFault {
  field: string;
  detail: string;
}

/*
 * The rules of POST /v1/invites, as its contract tells them. The service's own check brings a schema library along, 19 KB
 * gzipped in a browser; a test holds this one to it. What only the service can know, it says when a file is sent.
 */

type Rule = (value: unknown, nowMs: number) => string | undefined;

const words = text.manyLinks.rules;
const lastSecond = 2 ** 31 - 1;
const fiveYears = 5 * 365 * 24 * 3600;

const rules: Record<string, Rule> = {
  account: (value) =>
    typeof value === 'string' && accountNamePattern.test(value) ? undefined : words.account,
  peer: findPeerFault,
  chat_id: findPeerFault,
  title: (value) => (typeof value === 'string' && isTitle(value) ? undefined : words.title),
  expire_in: (value) => within(value, 1, fiveYears),
  expire_date: (value, nowMs) => within(value, 1, lastSecond) ?? findPast(value, nowMs),
  usage_limit: (value) => within(value, 1, 99_999),
  deadline: (value, nowMs) =>
    within(value, 1, lastSecond) ??
    findPast(value, nowMs) ??
    (Number(value) * 1000 > nowMs + maxLifeMs ? words.deadline : undefined),
  priority: (value) => (priorities.some((each) => each === value) ? undefined : words.priority),
  callback_url: (value) => (isHttpsUrl(String(value)) ? undefined : words.callbackUrl),
};

/** Everything that is wrong with a row's request. */
export function checkRequest(request: Record<string, unknown>, nowMs: number): FieldFault[] {
  const own = Object.entries(rules).flatMap(([field, find]) => {
    const value = request[field];
    if (value === undefined) {
      return field === 'account' ? [{ field, detail: words.accountMissing }] : [];
    }
    const detail = find(value, nowMs);
    return detail === undefined ? [] : [{ field, detail }];
  });
  return [
    ...own,
    ...findPriceFaults(request.subscription_pricing),
    ...findMetadataFaults(request.metadata),
    ...findExclusions(request),
    ...findUnfit(request),
  ];
}

/**
 * What is surely no chat: a phone number, an address of Telegram Web that two kinds of chats share, several words, an email address, a
 * link to elsewhere. The rest the service says when the file is sent: its own reading of chats has 4 KB gzipped.
 */
const noPeer = /^[+#]|\s|^[^/:]+@|^https?:\/\/(?!([\w-]+\.)*(t|telegram)\.(me|dog|org)\b)/i;

function findPeerFault(value: unknown): string | undefined {
  return typeof value === 'string' && noPeer.test(value.trim()) ? words.peer : undefined;
}

function within(value: unknown, min: number, max: number): string | undefined {
  const isWithin = Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
  return isWithin ? undefined : words.number(min, max);
}

function findPast(value: unknown, nowMs: number): string | undefined {
  return Number(value) * 1000 <= nowMs ? words.past : undefined;
}

function isHttpsUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function findPriceFaults(pricing: unknown): FieldFault[] {
  if (pricing === undefined) {
    return [];
  }
  const { period, amount } = pricing as { period?: unknown; amount?: unknown };
  const amountFault = within(amount, 1, 10_000);
  return [
    ...(period === 2_592_000 ? [] : [{ field: 'subscription_pricing.period', detail: words.period }]),
    ...(amountFault === undefined ? [] : [{ field: 'subscription_pricing.amount', detail: amountFault }]),
  ];
}

function findMetadataFaults(metadata: unknown): FieldFault[] {
  const pairs = Object.entries((metadata ?? {}) as Record<string, string>);
  return [
    ...(pairs.length > 16 ? [{ field: 'metadata', detail: words.metadataPairs }] : []),
    ...pairs.flatMap(([name, value]) => {
      const field = `metadata.${name}`;
      const isName = name !== '__proto__' && isText(name, 1, 40);
      return [
        ...(isName ? [] : [{ field, detail: words.metadataName }]),
        ...(isText(value, 0, 500) ? [] : [{ field, detail: words.metadataValue }]),
      ];
    }),
  ];
}

/** Characters as the service counts them: an emoji is one. */
function isText(value: string, min: number, max: number): boolean {
  const { length } = [...value];
  return value.isWellFormed() && length >= min && length <= max;
}
