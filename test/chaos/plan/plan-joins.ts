import type { Random } from '../random.ts';
import { planCallbackFaults } from './plan-callbacks.ts';
import { sweeperPoints } from './plan-faults.ts';
import { planDeadWatcher, planJoinFaults } from './plan-join-faults.ts';
import type { HandAction, LinksByHand } from './plan-links-by-hand.ts';
import { type CallerOfPeopleAction, type PersonAction, planCrowd, planErasures } from './plan-people.ts';
import type { OperationAction, PlannedAccount, PlannedRequest, RequestAction } from './plan-requests.ts';
import type { PlannedFault } from './planned-fault.ts';
import type { Schedule } from './schedule.ts';

/** What a seed about joins decides. */
export type JoinsPlan = Pick<Schedule, 'accounts' | 'actions' | 'faults' | 'linksByHand' | 'repairAtMs'>;

interface PlacedChat {
  account: number;
  chat: number;
  kind: PlannedAccount['chats'][number];
}

/** People come into chats whose links are tracked, and into others, while everything fails that a watch needs. */
export function planJoins(random: Random): JoinsPlan {
  const accounts = planAccountsOfCrowds(random);
  const chats = listChats(accounts);
  const linksByHand = chats.flatMap((place) => (random.chance(0.4) ? [planByHand(random, place)] : []));
  const actions: Schedule['actions'] = [];
  let requests = 0;
  let people = 0;
  for (const place of chats) {
    const posts = planTrackedRequests(random, place, requests);
    requests += posts.length;
    const count = random.whole(2, 7);
    const links = posts.filter((post) => !isByRequest(post)).map(({ request }) => request);
    const crowd = planCrowd(random, {
      account: place.account,
      chat: place.chat,
      isPublic: place.kind === 'public',
      links,
      linksByRequest: posts.filter(isByRequest).map(({ request }) => request),
      byHand:
        linksByHand.find(({ account, chat }) => account === place.account && chat === place.chat)?.count ?? 0,
      from: people,
      count: links.length === 0 ? 1 : count,
      fromMs: random.pick([0, 5_000, 30_000]),
    });
    people += count;
    actions.push(...posts, ...posts.flatMap((post) => planChanges(random, post)), ...crowd);
  }
  actions.push(...planErasures(random, people));
  const hasDeadWatcher = random.chance(0.15);
  const plan = {
    accounts,
    linksByHand,
    actions,
    faults: [
      ...planJoinFaults(random),
      ...(random.chance(0.5) ? planJoinFaults(random) : []),
      ...(random.chance(0.5) ? planCallbackFaults(random) : []),
      ...(random.chance(0.25) ? [planSweeperStop(random)] : []),
      ...(random.chance(0.12) ? [planClockStep(random)] : []),
      ...(hasDeadWatcher ? [planDeadWatcher(random)] : []),
    ],
    repairAtMs: random.chance(hasDeadWatcher ? 0.9 : 0.6) ? random.whole(60, 3_600) * 1000 : undefined,
  };
  actions.push(...chats.flatMap((place) => (random.chance(0.3) ? [planRevocation(random, place)] : [])));
  return plan;
}

/** An administrator revokes a link of a request in an app. */
function planRevocation(random: Random, { account, chat }: PlacedChat): HandAction {
  const atMs = random.pick([random.whole(1_000, 60_000), random.whole(60_000, 1_200_000)]);
  return {
    type: 'by hand',
    atMs,
    account,
    chat,
    does: 'revoke made',
    nth: random.whole(0, 10),
    deletes: random.chance(0.3),
  };
}

/** One account, or two. The second may be an administrator of the first one's chat too. */
function planAccountsOfCrowds(random: Random): PlannedAccount[] {
  const chats = random.weighted<PlannedAccount['chats']>([
    [5, ['public']],
    [3, ['private']],
    [2, ['basic']],
    [2, ['public', 'basic']],
  ]);
  const first = { name: 'acc0', chats, hasStaleHashes: random.chance(0.1) };
  return random.weighted<PlannedAccount[]>([
    [6, [first]],
    [3, [first, { name: 'acc1', chats: [], alsoIn: { account: 0, chat: 0 } }]],
    [1, [first, { name: 'acc1', chats: ['private'] }]],
  ]);
}

function listChats(accounts: PlannedAccount[]): PlacedChat[] {
  return accounts.flatMap(({ chats, alsoIn }, account) => {
    const shared = alsoIn && accounts[alsoIn.account]?.chats[alsoIn.chat];
    return [...chats, ...(shared === undefined ? [] : [shared])].map((kind, chat) => ({
      account,
      chat,
      kind,
    }));
  });
}

function planByHand(random: Random, { account, chat }: PlacedChat): LinksByHand {
  return {
    account,
    chat,
    by: random.pick(['account', 'administrator']),
    options: {},
    count: random.whole(1, 2),
    revoked: 0,
    ageSeconds: 3_600 + random.whole(0, 100_000),
  };
}

type Post = Extract<RequestAction, { type: 'post' }>;

function isByRequest({ planned }: Post): boolean {
  return planned.options.request_needed === true;
}

function planTrackedRequests(random: Random, { account, chat }: PlacedChat, from: number): Post[] {
  let atMs = 0;
  return Array.from({ length: random.whole(2, 5) }, (_, index): Post => {
    atMs += random.pick([0, 0, random.whole(100, 5_000), random.whole(5_000, 60_000)]);
    const options = random.weighted<Record<string, unknown>>([
      [4, { track_joins: true }],
      [2, { track_joins: 'names' }],
      [3, { single_use: true }],
      [2, { track_joins: true, usage_limit: random.whole(1, 2) }],
      [3, { track_joins: true, request_needed: true }],
      [1, { track_joins: true, expire_in: random.whole(100, 600) }],
      [3, {}],
      [1, { request_needed: true }],
    ]);
    const planned: PlannedRequest = {
      account,
      chat,
      form: random.pick(['username', 'id']),
      options: random.chance(0.3) ? { ...options, title: 'a' } : options,
      ...(random.chance(0.6) ? { hasCallback: true } : {}),
    };
    return { type: 'post', atMs, request: from + index, planned };
  });
}

/** Tracking is switched on or off later, and links are revoked and deleted while people use them. */
function planChanges(random: Random, { atMs, request, planned }: Post): OperationAction[] {
  const { options } = planned;
  function at(index: number, fromMs: number) {
    return {
      type: 'operate' as const,
      request,
      operation: request * 100 + index,
      atMs: atMs + fromMs + random.whole(0, 60_000),
    };
  }
  const isTracked = options.track_joins !== undefined;
  const switches = random.chance(options.single_use === true ? 0 : 0.25);
  return [
    ...(switches
      ? [{ ...at(0, 3_000), planned: { kind: 'edit' as const, changes: { track_joins: !isTracked } } }]
      : []),
    ...(switches && random.chance(0.4)
      ? [{ ...at(1, 90_000), planned: { kind: 'edit' as const, changes: { track_joins: isTracked } } }]
      : []),
    ...(random.chance(0.15)
      ? [{ ...at(2, 30_000), planned: { kind: 'edit' as const, changes: { usage_limit: 10 + request } } }]
      : []),
    ...(random.chance(0.15)
      ? [
          {
            ...at(3, random.pick([5_000, 120_000])),
            planned: { kind: random.pick(['revoke', 'delete'] as const), revokeFirst: true },
          },
        ]
      : []),
  ];
}

function planSweeperStop(random: Random): PlannedFault {
  return {
    by: 'sweeper',
    point: random.pick(sweeperPoints),
    phase: random.pick(['before', 'after']),
    nth: random.whole(1, 12),
    action: random.chance(0.7) ? { type: 'kill' } : { type: 'freeze', forMs: random.whole(1, 150) * 1000 },
  };
}

function planClockStep(random: Random): PlannedFault {
  return {
    by: 'worker',
    point: random.pick(['lease', 'track', 'look']),
    phase: random.pick(['before', 'after']),
    nth: random.whole(1, 4),
    action: { type: 'skew', ms: random.pick([-1, 1]) * random.whole(10, 600) * 1000 },
  };
}

/** In a mixed seed a few people come by the links of its requests. */
export function planFewJoins(
  random: Random,
  { actions, faults, accounts }: Pick<Schedule, 'actions' | 'faults' | 'accounts'>,
): { actions: Schedule['actions']; people: (PersonAction | CallerOfPeopleAction)[] } | undefined {
  // A watch looks all the while that a job waits.
  const isLong = faults.some(({ action }) => action.type === 'flood' && action.seconds > 600);
  const posts = actions.filter(
    (action): action is Post => action.type === 'post' && action.planned.batch === undefined,
  );
  const [first] = posts;
  if (isLong || first === undefined) {
    return undefined;
  }
  const { account, chat } = first.planned;
  const kind = accounts[account]?.chats[chat];
  function isHere({ planned }: Post) {
    return (
      planned.account === account &&
      planned.chat === chat &&
      planned.options.subscription_pricing === undefined
    );
  }
  const tracked = new Set(
    posts
      .filter(isHere)
      .map(({ request }) => request)
      .slice(0, 3),
  );
  if (tracked.size === 0) {
    return undefined;
  }
  return {
    actions: actions.map((action) =>
      action.type === 'post' && tracked.has(action.request)
        ? {
            ...action,
            planned: { ...action.planned, options: { ...action.planned.options, track_joins: true } },
          }
        : action,
    ),
    people: planCrowd(random, {
      account,
      chat,
      isPublic: kind === 'public',
      links: [...tracked],
      linksByRequest: [],
      byHand: 0,
      from: 0,
      count: random.whole(1, 3),
      fromMs: first.atMs,
    }),
  };
}
