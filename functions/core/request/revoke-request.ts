import * as z from 'zod/mini';
import { otherRequestNames } from './field-names.ts';
import { type FieldProblem, toFieldProblems } from './field-problem.ts';
import { flagOf, says } from './request-fields.ts';

function textField(name: string, takes: string) {
  return z.exactOptional(z.string(says(`${name} takes ${takes}.`)));
}

/**
 * The body of POST /v1/invites/revoke: which links. The filters are those of GET /v1/invites, and are checked as they are there.
 */
export const revokeRequestBody = z.strictObject({
  account: textField('account', 'the name of an account'),
  peer: textField('peer', 'a chat as a text, such as @launch'),
  batch: textField('batch', 'the id of a batch'),
  metadata: z.exactOptional(
    z.record(z.string(), z.string(), says('metadata takes pairs of strings, such as {"member": "4711"}.')),
  ),
  title_prefix: textField('title_prefix', 'the beginning of titles'),
  created_after: textField('created_after', 'a time such as 2026-12-01T10:00:00Z'),
  created_before: textField('created_before', 'a time such as 2026-12-01T10:00:00Z'),
  all: z.exactOptional(flagOf('all takes true or false.')),
  dry_run: z.exactOptional(flagOf('dry_run takes true or false.')),
  cursor: textField('cursor', 'the next_cursor of the answer before'),
});

export type RevokeRequest = z.infer<typeof revokeRequestBody>;

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
  if (!filterNames.some((name) => isGiven(body[name])) && body.all !== true) {
    problems.push({
      field: '',
      detail: `Without a filter this revokes every link. Name one of ${filterNames.join(', ')}, or send "all": true.`,
    });
  }
  return !parsed.success || problems.length > 0 ? { problems } : { request: parsed.data };
}

/** An empty object of pairs, and an empty prefix, match everything. */
function isGiven(value: unknown): boolean {
  return typeof value === 'object' && value !== null
    ? Object.keys(value).length > 0
    : value !== undefined && value !== '';
}
