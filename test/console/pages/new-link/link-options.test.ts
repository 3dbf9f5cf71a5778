import { expect, test } from 'vitest';
import {
  findBlocked,
  findFaults,
  type LinkOptions,
  noOptions,
  type Rule,
  toRequest,
} from '../../../../console/pages/new-link/link-options.ts';
import { parseInviteRequest } from '../../../../functions/core/request/invite-request.ts';

const nowMs = Date.UTC(2026, 10, 30);

/** How each rule is chosen. */
const choices: Record<Rule, Partial<LinkOptions>> = {
  ends: { ends: '3600' },
  limit: { limit: '5' },
  needsApproval: { needsApproval: true },
  isSingleUse: { isSingleUse: true, limit: '' },
  price: { price: '100' },
};

function allOrders(rules: Rule[]): Rule[][] {
  return rules.length === 0
    ? [[]]
    : rules.flatMap((first) =>
        allOrders(rules.filter((each) => each !== first)).map((rest) => [first, ...rest]),
      );
}

/** Chooses one rule after another, as far as the form lets. */
function choose(order: Rule[]): LinkOptions {
  let options = noOptions;
  for (const rule of order) {
    if (findBlocked(options)[rule] === undefined) {
      options = { ...options, ...choices[rule] };
    }
  }
  return options;
}

test('whatever the form lets one choose, in any order, is a request that the service takes', () => {
  for (const order of allOrders(Object.keys(choices) as Rule[])) {
    const options = choose(order);
    for (const track of ['', 'true', 'names'] as const) {
      const request = toRequest('main', '@launch', { ...options, track }, nowMs);
      expect(parseInviteRequest(request)).not.toHaveProperty('problems');
    }
  }
});

test.each<[Rule, Partial<LinkOptions>, Rule]>([
  ['limit', { needsApproval: true }, 'needsApproval'],
  ['needsApproval', { limit: '5' }, 'limit'],
  ['limit', { price: '1' }, 'price'],
  ['ends', { price: '1' }, 'price'],
  ['price', { ends: 'date' }, 'ends'],
  ['isSingleUse', { needsApproval: true }, 'needsApproval'],
  ['limit', { isSingleUse: true }, 'isSingleUse'],
])('%s cannot be chosen beside %j, and the form names %s', (rule, chosen, blocker) => {
  expect(findBlocked({ ...noOptions, ...chosen })[rule]).toBe(blocker);
});

test('a form without a choice shuts nothing out, and asks for a link alone', () => {
  expect(findBlocked(noOptions)).toEqual({});
  expect(toRequest('main', undefined, noOptions, nowMs)).toEqual({ account: 'main' });
});

test('the form is the request that it says', () => {
  const options: LinkOptions = {
    ...noOptions,
    title: 'order 4711',
    ends: 'date',
    endsAt: '2026-12-01T12:00',
    isSingleUse: true,
    limit: '7',
    track: 'names',
    giveUp: '3600',
    priority: 'high',
  };
  expect(toRequest('main', '@launch', options, nowMs)).toEqual({
    account: 'main',
    peer: '@launch',
    title: 'order 4711',
    expire_date: new Date('2026-12-01T12:00').getTime() / 1000,
    single_use: true,
    track_joins: 'names',
    deadline: nowMs / 1000 + 3600,
    priority: 'high',
  });
});

test.each<[Partial<LinkOptions>, object]>([
  [{ title: '😀'.repeat(32) }, {}],
  [{ title: 'x'.repeat(33) }, { title: 'titleTooLong' }],
  [{ limit: '0' }, { limit: 'limitOutside' }],
  [{ limit: '1.5' }, { limit: 'limitOutside' }],
  [{ limit: '99999' }, {}],
  [{ price: '10001' }, { price: 'priceOutside' }],
  [{ ends: 'date' }, { endsAt: 'dateMissing' }],
  [{ ends: 'date', endsAt: '2020-01-01T00:00' }, { endsAt: 'datePast' }],
  [{ ends: '3600', endsAt: '2020-01-01T00:00' }, {}],
])('the faults of %j are %j', (given, faults) => {
  expect(findFaults({ ...noOptions, ...given }, nowMs)).toEqual(faults);
});
