import type { DecisionKind } from '../../../functions/core/job/operation.ts';
import type { Random } from '../random.ts';
import type { PeerForm } from './plan-requests.ts';

/** How somebody comes into a chat. */
export type Door =
  /** By the link of a request, as soon as its caller has it. */
  | { request: number }
  /** By a link that an administrator has made by hand. */
  | { byHand: number }
  /** By the Join button, which only a public chat has. */
  | 'button';

/** What people do, with the time in milliseconds from the start. What a person does is done in the order of `step`. */
export type PersonAction = {
  type: 'person';
  atMs: number;
  account: number;
  chat: number;
  person: number;
  step: number;
} & (
  | { does: 'join'; door: Door }
  | { does: 'leave' }
  /** An administrator decides the person's request in an app. */
  | { does: 'is decided'; decision: DecisionKind }
);

/** A caller lets in somebody who asks, or all, or turns them away. */
export interface PlannedDecision {
  kind: DecisionKind;
  account: number;
  chat: number;
  form: PeerForm;
  /** Only those who ask by the link of this request. */
  request?: number;
  /** Only this person. */
  person?: number;
  hasCallback?: boolean;
}

export type CallerOfPeopleAction = { atMs: number } & (
  | { type: 'decide'; operation: number; planned: PlannedDecision }
  /** Who asks to join is looked up now. */
  | { type: 'look'; operation: number; planned: Omit<PlannedDecision, 'kind' | 'person' | 'hasCallback'> }
  /** A person is erased. */
  | { type: 'erase'; person: number }
);

/** A chat of an account, and the requests for its links. */
export interface PlannedCrowd {
  account: number;
  chat: number;
  isPublic: boolean;
  /** Links by which people join at once, and links by which they ask. */
  links: number[];
  linksByRequest: number[];
  /** Links that were made by hand. */
  byHand: number;
  /** The number of the first person. */
  from: number;
  count: number;
  /** When people begin to come. */
  fromMs: number;
}

/** Numbers of decisions and looks are larger than those of syncs. */
const firstNumber = 2_000_000;

/** Telegram tells seconds. A person who comes back within a few could be taken for the one who came before. */
const leastAwayMs = 20_000;

export function planCrowd(random: Random, crowd: PlannedCrowd): (PersonAction | CallerOfPeopleAction)[] {
  return Array.from({ length: crowd.count }, (_, index) =>
    random.chance(0.35) && crowd.linksByRequest.length > 0
      ? planAsking(random, crowd, crowd.from + index)
      : planComing(random, crowd, crowd.from + index),
  ).flat();
}

/** Comes in, and perhaps goes and comes back. */
function planComing(random: Random, crowd: PlannedCrowd, person: number): PersonAction[] {
  const { account, chat } = crowd;
  const at = { type: 'person' as const, account, chat, person };
  const cameAtMs = comingAtMs(random, crowd);
  const leftAtMs =
    cameAtMs + random.pick([1_000, random.whole(2_000, 50_000), random.whole(60_000, 200_000)]);
  const backAtMs = leftAtMs + leastAwayMs + random.pick([0, random.whole(0, 150_000)]);
  const stays = random.chance(0.6);
  const returns = random.chance(0.6);
  return [
    { ...at, step: 0, atMs: cameAtMs, does: 'join', door: pickDoor(random, crowd) },
    ...(stays ? [] : [{ ...at, step: 1, atMs: leftAtMs, does: 'leave' as const }]),
    ...(stays || !returns
      ? []
      : [{ ...at, step: 2, atMs: backAtMs, does: 'join' as const, door: pickDoor(random, crowd) }]),
  ];
}

function comingAtMs(random: Random, { fromMs }: PlannedCrowd): number {
  return (
    fromMs +
    random.weighted([
      [3, random.whole(0, 20_000)],
      [4, random.whole(20_000, 150_000)],
      [1, random.whole(150_000, 1_200_000)],
    ])
  );
}

function pickDoor(random: Random, { isPublic, links, byHand }: PlannedCrowd): Door {
  return random.weighted<Door>([
    ...links.map((request) => [8, { request }] as const),
    // Where there is none, the person stays away.
    [byHand > 0 ? 3 : 0.01, { byHand: random.whole(0, Math.max(byHand - 1, 0)) }],
    [isPublic ? 3 : 0, 'button'],
  ]);
}

/** Asks to come in, and is decided: by a caller, by hand, by both, or never. */
function planAsking(
  random: Random,
  crowd: PlannedCrowd,
  person: number,
): (PersonAction | CallerOfPeopleAction)[] {
  const { account, chat } = crowd;
  const at = { type: 'person' as const, account, chat, person };
  const request = random.pick(crowd.linksByRequest);
  const askedAtMs = comingAtMs(random, crowd);
  const isByCaller = random.chance(0.6);
  const isByHand = random.chance(isByCaller ? 0.25 : 0.4);
  const decision = random.pick(['approve', 'approve', 'decline'] as const);
  function later() {
    return askedAtMs + random.pick([random.whole(500, 5_000), random.whole(5_000, 120_000)]);
  }
  const planned: PlannedDecision = {
    kind: decision,
    account,
    chat,
    form: random.pick(['username', 'id']),
    ...(random.chance(0.6) ? { request } : {}),
    ...(random.chance(0.75) ? { person } : {}),
    ...(random.chance(0.3) ? { hasCallback: true } : {}),
  };
  const { kind: _kind, person: _person, hasCallback: _hasCallback, ...place } = planned;
  const decide = { type: 'decide' as const, operation: firstNumber + person * 10, planned };
  return [
    { ...at, step: 0, atMs: askedAtMs, does: 'join', door: { request } },
    ...(isByHand
      ? [
          {
            ...at,
            step: 1,
            atMs: later(),
            does: 'is decided' as const,
            decision: random.pick([decision, decision, 'decline' as const]),
          },
        ]
      : []),
    ...(random.chance(0.25)
      ? [{ type: 'look' as const, atMs: later(), operation: firstNumber + person * 10 + 1, planned: place }]
      : []),
    ...(isByCaller ? [{ ...decide, atMs: later() }] : []),
    // The same again, as a caller does who has lost the answer.
    ...(isByCaller && random.chance(0.3)
      ? [{ ...decide, operation: decide.operation + 2, atMs: later() }]
      : []),
  ];
}

/** Some people are forgotten, long after they came. */
export function planErasures(random: Random, count: number): CallerOfPeopleAction[] {
  return random.chance(0.3)
    ? [{ type: 'erase', atMs: random.whole(100_000, 1_500_000), person: random.whole(0, count - 1) }]
    : [];
}
