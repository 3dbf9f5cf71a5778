import { type Priority, priorities } from '../../../functions/core/request/priority.ts';
import type { Random } from '../random.ts';
import type { RequestAction } from './plan-requests.ts';

/** In some seeds all or some of the requests say their priority. */
export function setPriorities(random: Random, actions: RequestAction[]): RequestAction[] {
  const share = random.pick([0, 0, 0.5, 1]);
  const asked = new Map(
    actions.map(({ request }) => [request, random.chance(share) ? random.pick(priorities) : undefined]),
  );
  // A repeat of a request has the same priority.
  return actions.map((action) => withPriority(action, asked.get(action.request)));
}

export function withPriority(action: RequestAction, priority: Priority | undefined): RequestAction {
  if (action.type !== 'post' || priority === undefined) {
    return action;
  }
  const { planned } = action;
  return { ...action, planned: { ...planned, options: { ...planned.options, priority } } };
}
