import * as z from 'zod/mini';
import { otherBatchNames } from './field-names.ts';
import { type FieldProblem, type KnownFields, toFieldProblems } from './field-problem.ts';
import { type ParsedInviteRequest, parseInviteRequest } from './invite-request.ts';
import { integerOf } from './request-fields.ts';

/** The most invites in a batch. */
export const maxBatchItems = 100;

const itemsDetail = `items takes a list of 1 to ${maxBatchItems} requests.`;
const countDetail = `count takes a whole number from 1 to ${maxBatchItems}: how many invites to make of "item".`;
const requestDetail = 'A request is a JSON object.';

const requestField = z.record(z.string(), z.unknown(), requestDetail);

/** Each request in a batch is checked alone, like one of POST /v1/invites. */
const batchShape = z.strictObject({
  items: z.exactOptional(
    z
      .array(requestField, itemsDetail)
      .check(z.minLength(1, itemsDetail), z.maxLength(maxBatchItems, itemsDetail)),
  ),
  item: z.exactOptional(requestField),
  count: z.exactOptional(integerOf(1, maxBatchItems, countDetail)),
});

/** One request of a body, its path in the body, such as `items.3`, and the number of its invites. */
export interface RequestEntry {
  /** Empty when the request is the body itself. */
  place: string;
  request: ParsedInviteRequest;
  count: number;
}

export type BatchRequestAnswer = { problems: FieldProblem[] } | { problems?: never; entries: RequestEntry[] };

/**
 * Reads the body of POST /v1/invites/batch: a list of requests as `items`, or one `item` to be made `count` times.
 * Reports everything that is wrong with it at once, by paths such as `items.3.usage_limit`.
 */
export function parseBatchRequest(body: Record<string, unknown>): BatchRequestAnswer {
  const parsed = batchShape.safeParse(body);
  const problems = [
    ...(parsed.success ? [] : toFieldProblems(parsed.error.issues, knownFields)),
    ...findClashes(body),
  ];
  if (!parsed.success || problems.length > 0) {
    return { problems };
  }
  const { items, item = {}, count = 1 } = parsed.data;
  const given =
    items === undefined
      ? [{ place: 'item', item, count }]
      : items.map((each, index) => ({ place: `items.${index}`, item: each, count: 1 }));
  const entries: RequestEntry[] = [];
  // A body can hold more requests than one call of `push` takes arguments.
  const itemProblems = given.flatMap((each) => {
    const answer = parseInviteRequest(each.item);
    if (answer.problems) {
      return locateProblems(each.place, answer.problems);
    }
    entries.push({ place: each.place, request: answer.request, count: each.count });
    return [];
  });
  return itemProblems.length > 0 ? { problems: itemProblems } : { entries };
}

/** The problems of one request, with their paths in the body. */
export function locateProblems(place: string, problems: FieldProblem[]): FieldProblem[] {
  return place === '' ? problems : problems.map((each) => ({ ...each, field: `${place}.${each.field}` }));
}

function knownFields(): KnownFields {
  return { names: Object.keys(batchShape.shape), elsewhere: otherBatchNames };
}

function findClashes(body: Record<string, unknown>): FieldProblem[] {
  function has(field: string) {
    return body[field] !== undefined;
  }
  if (has('items')) {
    return ['item', 'count'].filter(has).map((field) => ({
      field,
      detail: `${field} excludes items: a batch is a list, or one item and a count.`,
    }));
  }
  if (!has('item')) {
    return [{ field: 'items', detail: 'Missing. A batch has either "items", or "item" and "count".' }];
  }
  return has('count') ? [] : [{ field: 'count', detail: `Missing. ${countDetail}` }];
}
