import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { skewMarginSeconds } from '../../../../functions/core/clock-skew.ts';
import {
  earliestLinkSeconds,
  findMadeLink,
  latestExecutionMs,
  likenessOf,
} from '../../../../functions/core/drain/reconcile.ts';
import type { ExportedInvite, Job } from '../../../../functions/core/job/job.ts';
import type { InviteRequest } from '../../../../functions/core/request/invite-request.ts';
import { createUnknownJob, startMs } from '../records.ts';

const startSeconds = startMs / 1000;

function nobody() {
  return false;
}

function jobFor(request: Partial<InviteRequest>) {
  return createUnknownJob(1, {
    intentAtMs: startMs,
    request: { account: 'main', peer: '@launch', ...request },
  });
}

function linkWith(overrides: Partial<ExportedInvite> = {}): ExportedInvite {
  return {
    link: 'https://t.me/+a',
    admin_id: '777',
    date: startSeconds + 1,
    permanent: false,
    revoked: false,
    request_needed: false,
    ...overrides,
  };
}

function isMatch(request: Partial<InviteRequest>, link: Partial<ExportedInvite>): boolean {
  return findMadeLink(jobFor(request), [linkWith(link)], nobody, 0) !== undefined;
}

test('a permanent link, which Telegram makes itself where one is revoked, is that of a request for one', () => {
  expect(isMatch({}, { permanent: true })).toBe(false);
  expect(isMatch({ legacy_revoke_permanent: true }, { permanent: true })).toBe(true);
  expect(isMatch({ legacy_revoke_permanent: true }, {})).toBe(false);
});

test('a link with exactly the options asked for is the one', () => {
  expect(isMatch({}, {})).toBe(true);
  expect(isMatch({ title: 'order 1' }, { title: 'order 1' })).toBe(true);
  expect(isMatch({ usage_limit: 5 }, { usage_limit: 5 })).toBe(true);
  expect(isMatch({ request_needed: true }, { request_needed: true })).toBe(true);
  expect(isMatch({ expire_date: startSeconds + 99 }, { expire_date: startSeconds + 99 })).toBe(true);
  const pricing = { period: 2_592_000, amount: 50 };
  expect(isMatch({ subscription_pricing: pricing }, { subscription_pricing: pricing })).toBe(true);
});

test.each<[string, Partial<InviteRequest>, Partial<ExportedInvite>]>([
  ['the permanent link that a chat has from birth', {}, { permanent: true }],
  ['no permanent link', { legacy_revoke_permanent: true }, {}],
  ['another title', { title: 'order 1' }, { title: 'order 2' }],
  ['a title where none was asked for', {}, { title: 'order 1' }],
  ['no title', { title: 'order 1' }, {}],
  ['another usage limit', { usage_limit: 5 }, { usage_limit: 6 }],
  ['a usage limit where none was asked for', {}, { usage_limit: 6 }],
  ['no usage limit', { usage_limit: 5 }, {}],
  ['approval where none was asked for', {}, { request_needed: true }],
  ['no approval', { request_needed: true }, {}],
  ['another date of expiry', { expire_date: startSeconds + 99 }, { expire_date: startSeconds + 98 }],
  ['an expiry where none was asked for', {}, { expire_date: startSeconds + 99 }],
  ['no expiry', { expire_in: 60 }, {}],
  [
    'another price',
    { subscription_pricing: { period: 2_592_000, amount: 50 } },
    { subscription_pricing: { period: 2_592_000, amount: 51 } },
  ],
  ['no price', { subscription_pricing: { period: 2_592_000, amount: 50 } }, {}],
  ['a revocation', {}, { revoked: true }],
])('a link with %s is not the one', (_what, request, link) => {
  expect(isMatch(request, link)).toBe(false);
});

test('white space that Telegram folds does not hide a link', () => {
  expect(isMatch({ title: ' order  1 ' }, { title: 'order 1' })).toBe(true);
});

test('an expiry counted from the call is found within what a call may take, and not beyond', () => {
  function link(expiresIn: number) {
    return { expire_date: startSeconds + expiresIn };
  }
  expect(isMatch({ expire_in: 3_600 }, link(3_600))).toBe(true);
  expect(isMatch({ expire_in: 3_600 }, link(3_600 - skewMarginSeconds))).toBe(true);
  expect(isMatch({ expire_in: 3_600 }, link(3_600 - skewMarginSeconds - 1))).toBe(false);
  expect(isMatch({ expire_in: 3_600 }, link(3_600 + 61))).toBe(true);
  expect(isMatch({ expire_in: 3_600 }, link(3_600 + 62))).toBe(false);
});

test('a link from before the intent, margin included, is not the one', () => {
  expect(isMatch({}, { date: startSeconds - skewMarginSeconds })).toBe(true);
  expect(isMatch({}, { date: startSeconds - skewMarginSeconds - 1 })).toBe(false);
});

test("links are dated by Telegram's clock, however far it is from ours", () => {
  expect(earliestLinkSeconds(jobFor({}), 0)).toBe(startSeconds - skewMarginSeconds);
  expect(earliestLinkSeconds(jobFor({}), 600_000)).toBe(startSeconds + 600 - skewMarginSeconds);
  const slow = linkWith({ date: startSeconds - 600 });
  expect(findMadeLink(jobFor({}), [slow], nobody, 0)).toBeUndefined();
  expect(findMadeLink(jobFor({}), [slow], nobody, -600_000)).toEqual(slow);
});

test("links are looked for by Telegram's clock of the call, though ours was set since", () => {
  const job = { ...jobFor({}), calledUntilMs: startMs - 600_000 + 26_000 };
  expect(earliestLinkSeconds(job, 0)).toBe(startSeconds - 604 - skewMarginSeconds);
  expect(findMadeLink(job, [linkWith({ date: startSeconds - 599 })], nobody, 0)).toBeDefined();
});

describe('the last call of a job can be executed', () => {
  function lastMs(overrides: Partial<Job>, searchedAtMs: number) {
    return latestExecutionMs({ ...jobFor({}), ...overrides }, searchedAtMs) - startMs;
  }

  test('for 300 s after its last message can have left, and a minute beyond for the clocks', () => {
    expect(lastMs({ calledUntilMs: startMs + 26_000, unseenAtMs: startMs + 2_000 }, startMs + 17_000)).toBe(
      386_000,
    );
  });

  test('as long after the first search that found no link, for all messages were sent before it', () => {
    expect(lastMs({ calledUntilMs: startMs - 50_000, unseenAtMs: startMs + 2_000 }, startMs + 17_000)).toBe(
      362_000,
    );
    expect(lastMs({ calledUntilMs: startMs - 50_000 }, startMs + 17_000)).toBe(377_000);
  });

  test('counted from its beginning where nothing else was written down', () => {
    expect(lastMs({}, startMs - 1)).toBe(360_000);
  });
});

describe('the likeness of requests', () => {
  function like(request: Partial<InviteRequest>) {
    return likenessOf({ account: 'main', peer: '@launch', title: 'same', ...request });
  }

  test.each<[string, Partial<InviteRequest>]>([
    ['white space in a title', { title: ' same ' }],
    ['a date of expiry', { expire_date: startSeconds + 99 }],
    ['an expiry counted from the call', { expire_in: 99 }],
    ['no approval, asked for in words', { request_needed: false }],
  ])('is not changed by %s', (_what, request) => {
    expect(like(request)).toBe(like({}));
  });

  test.each<[string, Partial<InviteRequest>]>([
    ['a title', { title: 'other' }],
    ['a usage limit', { usage_limit: 5 }],
    ['approval', { request_needed: true }],
    ['a price', { subscription_pricing: { period: 2_592_000, amount: 50 } }],
  ])('is changed by %s', (_what, request) => {
    expect(like(request)).not.toBe(like({}));
  });

  test('does not run fields into one another', () => {
    expect(like({ title: 'same 5' })).not.toBe(like({ usage_limit: 5 }));
  });

  test('of requests whose link could be the one of the other is the same', () => {
    const options = fc.record(
      {
        title: fc.constantFrom('a', ' a', 'a  b', 'a b', ''),
        usage_limit: fc.constantFrom(1, 2),
        request_needed: fc.boolean(),
        expire_date: fc.constantFrom(startSeconds + 500),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(options, options, (one, other) => {
        const { expire_date, usage_limit, request_needed = false, title } = one;
        const made = linkWith({
          request_needed,
          ...(title === undefined ? {} : { title }),
          ...(usage_limit === undefined ? {} : { usage_limit }),
          ...(expire_date === undefined ? {} : { expire_date }),
        });
        const isTaken = findMadeLink(jobFor(other), [made], nobody, 0) !== undefined;
        const request = { account: 'main', peer: '@launch' };
        return !isTaken || likenessOf({ ...request, ...one }) === likenessOf({ ...request, ...other });
      }),
    );
  });
});

test('of several links the oldest that nobody owns is taken', () => {
  const links = [3, 2, 1].map((age) => linkWith({ link: `https://t.me/+${age}`, date: startSeconds + age }));
  expect(findMadeLink(jobFor({}), links, nobody, 0)?.link).toBe('https://t.me/+1');
  function isFirst({ link }: ExportedInvite) {
    return link === 'https://t.me/+1';
  }
  expect(findMadeLink(jobFor({}), links, isFirst, 0)?.link).toBe('https://t.me/+2');
  expect(findMadeLink(jobFor({}), links, () => true, 0)).toBeUndefined();
});

test('a job without an intent has made no link', () => {
  const { intentAtMs: _intentAtMs, ...job } = jobFor({});
  expect(findMadeLink(job, [linkWith()], nobody, 0)).toBeUndefined();
});
