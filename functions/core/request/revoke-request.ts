import * as z from 'zod/mini';
import { otherRequestNames } from './field-names.ts';
import { type FieldProblem, toFieldProblems } from './field-problem.ts';
import { findReservedNames } from './invite-request.ts';
import { flagOf, says } from './request-fields.ts';

function textField(name: string, takes: string) {
  return z.exactOptional(z.string(says(`${name} takes ${takes}.`)));
}

const metadataTakes = 'metadata takes pairs of strings, such as {"member": "4711"}.';

/**
 * The body of POST /v1/invites/revoke: which links. The filters are those of GET /v1/invites, and are checked as they are there.
 */
export const revokeRequestBody = z.strictObject({
  account: textField('account', 'the name of an account'),
  peer: textField('peer', 'a chat as a text, such as @launch'),
  batch: textField('batch', 'the id of a batch'),
  metadata: z.exactOptional(z.record(z.string(), z.string(says(metadataTakes)), says(metadataTakes))),
  title_prefix: textField('title_prefix', 'the beginning of titles'),
  created_after: textField('created_after', 'a time such as 2026-12-01T10:00:00Z'),
  created_before: textField('created_before', 'a time such as 2026-12-01T10:00:00Z'),
  all: z.exactOptional(flagOf('all takes true or false.')),
  dry_run: z.exactOptional(flagOf('dry_run takes true or false.')),
  cursor: textField('cursor', 'the next_cursor of the answer before'),
});

export type RevokeRequest = z.infer<typeof revokeRequestBody>;

/** The body of POST /v1/batches/{id}/revoke, which may be left out: the path says which links. */
export const revokeBatchBody = z.strictObject({
  dry_run: z.exactOptional(flagOf('dry_run takes true or false.')),
});

const filterNames = [
  'account',
  'peer',
  'batch',
  'metadata',
  'title_prefix',
  'created_after',
  'created_before',
] as const;

/** Reads a body and reports everything that is wrong with it at once. Without a filter nothing is revoked by mistake. */
export function parseRevokeRequest(
  body: Record<string, unknown>,
): { problems: FieldProblem[] } | { problems?: never; request: RevokeRequest } {
  const parsed = revokeRequestBody.safeParse(body);
  const problems = parsed.success
    ? []
    : toFieldProblems(parsed.error.issues, () => ({
        names: Object.keys(revokeRequestBody.shape),
        elsewhere: otherRequestNames,
      }));
  // Such a pair would be dropped, and the filter match every link.
  problems.push(...findReservedNames(body));
  if (!filterNames.some((name) => isGiven(body[name])) && body.all !== true) {
    problems.push({
      field: '',
      detail: `Without a filter this revokes every link. Name one of ${filterNames.join(', ')}, or send "all": true.`,
    });
  }
  return !parsed.success || problems.length > 0 ? { problems } : { request: parsed.data };
}

/** Reads the body of a request that revokes a batch. What is not understood must not end in a revocation. */
export function parseRevokeBatch(
  body: Record<string, unknown>,
): { problems: FieldProblem[] } | { problems?: never; request: z.infer<typeof revokeBatchBody> } {
  const parsed = revokeBatchBody.safeParse(body);
  if (parsed.success) {
    return { request: parsed.data };
  }
  const names = Object.keys(revokeBatchBody.shape);
  return { problems: toFieldProblems(parsed.error.issues, () => ({ names, elsewhere: otherRequestNames })) };
}

/** An empty object of pairs, and an empty prefix, match everything. */
function isGiven(value: unknown): boolean {
  return typeof value === 'object' && value !== null
    ? Object.keys(value).length > 0
    : value !== undefined && value !== '';
}
