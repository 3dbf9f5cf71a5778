import type { Callers } from './callers.ts';
import type { Delivery } from './delivery.ts';
import type { Invoker } from './invoker.ts';
import type { Hands } from './links-by-hand.ts';
import type { Observer } from './observer.ts';
import { repairAccount } from './operator.ts';
import type { System } from './parts/system.ts';
import type { People } from './people.ts';
import type { PersonAction } from './plan/plan-people.ts';
import type { Action, Schedule } from './plan/schedule.ts';
import type { Stage } from './stage.ts';

/** The planned events of a seed: callers, sweeps, the operator, late deliveries, thaws. */
export interface Agenda {
  /** @returns whether anything was due. */
  startDue(): boolean;
  /** Infinity when nothing more is planned. */
  nextMs(): number;
  nextSweepMs(): number;
  /** Infinity when the operator has come, or never comes. */
  repairMs(): number;
  isEmpty(): boolean;
}

export const sweepEveryMs = 60_000;

/** A person whose link is not there yet comes again so often, after this. */
const maxTries = 60;
const againAfterMs = 31_000;

export interface AgendaDeps {
  system: System;
  schedule: Schedule;
  stage: Stage;
  observer: Observer;
  callers: Callers;
  hands: Hands;
  people: People;
  deliveries: Delivery[];
  invoker: Invoker;
  startMs: number;
  launch: (work: Promise<void>) => void;
}

export function createAgenda(deps: AgendaDeps): Agenda {
  const { system, schedule, stage, observer, callers, hands, people, deliveries, invoker, startMs, launch } =
    deps;
  const actions = [...schedule.actions];
  const tries = new Map<PersonAction, number>();
  let repairAtMs =
    schedule.repairAtMs === undefined ? Number.POSITIVE_INFINITY : startMs + schedule.repairAtMs;
  let lastSweepMs = startMs;
  let sweeps = 0;

  function startDue(): boolean {
    if (observer.thawDue() || deliveries.some((delivery) => delivery.deliverHeld())) {
      return true;
    }
    const due = actions.find(({ atMs }) => startMs + atMs <= Date.now());
    if (due !== undefined) {
      actions.splice(actions.indexOf(due), 1);
      launch(act(due));
    } else if (Date.now() >= repairAtMs) {
      repairAtMs = Number.POSITIVE_INFINITY;
      launch(repair());
    } else if (Date.now() - lastSweepMs >= sweepEveryMs) {
      startSweepers();
    } else {
      return false;
    }
    return true;
  }

  async function act(action: Action): Promise<void> {
    switch (action.type) {
      case 'post':
        return callers.post(action.request, action.planned);
      case 'cancel':
        return callers.cancel(action.request);
      case 'operate':
        return callers.operate(action);
      case 'sync':
        return callers.sync(action);
      case 'by hand':
        return hands.act(action);
      case 'person':
        return actOf(action);
      case 'rotation':
        return callers.rotate(action);
      case 'decide':
      case 'look':
      case 'erase':
        return callers.handle(action);
      case 'create pool':
      case 'take':
      case 'revoke pooled':
      case 'delete pool':
        return callers.pools.act(action);
    }
  }

  /** Where it is too early, the person comes again later. */
  async function actOf(action: PersonAction): Promise<void> {
    const count = (tries.get(action) ?? 0) + 1;
    if (!(await people.act(action)) && count < maxTries) {
      const again = { ...action, atMs: Date.now() - startMs + againAfterMs };
      tries.set(again, count);
      actions.push(again);
    }
  }

  function startSweepers(): void {
    lastSweepMs = Date.now();
    const count = schedule.sweepers[sweeps] ?? 1;
    sweeps += 1;
    for (let index = 0; index < count; index += 1) {
      launch(invoker.invoke('sweeper', {}).then(() => undefined));
    }
  }

  async function repair(): Promise<void> {
    for (const account of stage.accounts) {
      if (await repairAccount(system, account)) {
        observer.trace.add('operator', 'REPAIRED', { accountId: account.accountId });
      }
    }
  }

  return {
    startDue,
    nextMs: () =>
      Math.min(
        ...actions.map(({ atMs }) => startMs + atMs),
        ...observer.frozen().map(({ thawAtMs }) => thawAtMs),
        ...deliveries.flatMap((delivery) => delivery.heldUntilMs()),
      ),
    nextSweepMs: () => lastSweepMs + sweepEveryMs,
    repairMs: () => repairAtMs,
    isEmpty: () =>
      actions.length === 0 && deliveries.every((delivery) => delivery.heldUntilMs().length === 0),
  };
}
