/** What a problem is called, what it means and what to do about it. */
export interface ProblemType {
  title: string;
  status: number;
  means: string;
  whatToDo: string;
  /** Members that its problem details have beside those of RFC 9457. */
  members?: Record<string, string>;
}

/**
 * Every problem that this API answers with, under the last part of its type URI. Slugs and their statuses are stable:
 * callers decide by them.
 * @see https://www.rfc-editor.org/rfc/rfc9457#name-defining-new-problem-types
 */
export const problemTypes = {
  'malformed-json': {
    title: 'The body is not JSON',
    status: 400,
    means: 'The body is empty, is not UTF-8, is nested too deeply, or breaks the grammar of JSON.',
    whatToDo: 'Correct the body at the place that "detail" names, and send it again.',
    members: {
      position: 'Index of the first wrong character.',
      line: 'Its line, counted from 1.',
      column: 'Its column, counted from 1.',
    },
  },
  'idempotency-key-invalid': {
    title: 'The Idempotency-Key is invalid',
    status: 400,
    means: 'The Idempotency-Key does not have 1 to 255 printable ASCII characters.',
    whatToDo: 'Send a shorter or simpler key, such as a UUID or the number of the order.',
  },
  unauthorized: {
    title: 'Unauthorized',
    status: 401,
    means: 'The API key is missing, malformed, unknown, revoked or expired. The API does not say which.',
    whatToDo:
      'Send "Authorization: Bearer isk_..." with a key that works. The operator makes keys with "npm run key -- create NAME".',
  },
  'insufficient-scope': {
    title: 'The API key may not do this',
    status: 403,
    means: 'The API key is valid, but does not have the scope that this request needs.',
    whatToDo: 'Use a key that has the scope, or ask the operator for one.',
    members: { scope: 'The scope that is needed.' },
  },
  'limited-key': {
    title: 'The API key may use some accounts only',
    status: 403,
    means: 'This concerns all accounts of the tenant, and the API key may use some of them only.',
    whatToDo: 'Use a key that may use every account, or ask the operator for one.',
  },
  'not-found': {
    title: 'Not found',
    status: 404,
    means: 'There is nothing at this path.',
    whatToDo: 'Compare the path with those in the documentation at /docs.',
  },
  'invite-not-found': {
    title: 'No such invite',
    status: 404,
    means:
      'No invite of yours has this id. It was never made, belongs to another tenant or to an account that your key may not use, or was finished more than 30 days ago.',
    whatToDo:
      'Check the id, and that the key belongs to the tenant that made the invite. Fetch results within 30 days.',
  },
  'batch-not-found': {
    title: 'No such batch',
    status: 404,
    means: 'No batch of yours has this id, or its invites were finished more than 30 days ago.',
    whatToDo: 'Check the id, and that the key belongs to the tenant that made the batch.',
  },
  'operation-not-found': {
    title: 'No such operation',
    status: 404,
    means:
      'No operation of yours has this id. It was never asked for, belongs to another tenant or to an account that your key may not use, or was finished more than 30 days ago.',
    whatToDo: 'Check the id. GET /v1/operations lists your operations.',
  },
  'account-not-found': {
    title: 'No such account',
    status: 404,
    means: 'No account of yours has this name, or your key may not use it.',
    whatToDo: 'GET /v1/accounts lists your accounts.',
  },
  'pool-not-found': {
    title: 'No such pool',
    status: 404,
    means: 'No pool of yours has this name, it was deleted, or its account is one that your key may not use.',
    whatToDo: 'GET /v1/pools lists your pools.',
  },
  'rotation-not-found': {
    title: 'No such rotation',
    status: 404,
    means:
      'No rotation of yours has this name. It was never made, was deleted, or is on an account that your key may not use.',
    whatToDo: 'Check the name. GET /v1/rotations lists your rotations.',
  },
  'method-not-allowed': {
    title: 'Method not allowed',
    status: 405,
    means: 'This path takes other methods.',
    whatToDo: 'Use one of the methods in the Allow header.',
    members: { allow: 'The methods that the path takes.' },
  },
  'link-state': {
    title: 'The link does not allow this',
    status: 409,
    means:
      'The invite has no link, or its link is in a state in which this cannot be done. Nothing was stored.',
    whatToDo:
      'Read "detail": it says what the state is and what to do. GET /v1/invites/{id} shows the link, POST /v1/invites/{id}/refresh asks Telegram.',
  },
  'pool-empty': {
    title: 'The pool is empty',
    status: 409,
    means: 'No link lies ready in the pool, and the request said not to make one.',
    whatToDo:
      'Leave out "if_empty": then the link is made as by POST /v1/invites. Or take one later: GET /v1/pools/{name} says when the pool will be full.',
  },
  'name-taken': {
    title: 'The name is taken',
    status: 409,
    means:
      'You have another one of this name, it is being deleted, or somebody has the slug. Nothing was stored.',
    whatToDo:
      'Read "detail": it says which. Choose another name or slug, or delete the one that has it and wait until it is gone.',
  },
  'request-timeout': {
    title: 'The request took too long',
    status: 408,
    means: 'The body of the request did not arrive in time. Only a service on one machine gives this answer.',
    whatToDo: 'Send the request again over a faster connection.',
  },
  'content-too-large': {
    title: 'The body is too large',
    status: 413,
    means: 'The body has more bytes than this path takes.',
    whatToDo: 'Split the batch, or write each peer as its @username or id instead of a whole message.',
  },
  'unsupported-media-type': {
    title: 'Unsupported media type',
    status: 415,
    means: 'The Content-Type is not JSON, or is missing.',
    whatToDo: 'Send "Content-Type: application/json".',
  },
  'invalid-request': {
    title: 'The request is invalid',
    status: 422,
    means:
      'A field is missing, unknown or out of its range, or two fields exclude each other. Nothing was stored.',
    whatToDo: 'Correct every field that "errors" names, and send the request again.',
    members: {
      errors: 'Each wrong field by its path, such as "items.3.usage_limit", with what it takes.',
    },
  },
  'idempotency-key-reused': {
    title: 'The Idempotency-Key was used for another request',
    status: 422,
    means: 'This Idempotency-Key belongs to an earlier request with another body. Nothing was stored.',
    whatToDo: 'Use a new key for a new request. To repeat the earlier request, send exactly its body.',
  },
  'too-many-pending': {
    title: 'The account has too many unfinished invites',
    status: 429,
    means: 'The account has no room for more unfinished invites. Nothing was stored.',
    whatToDo:
      'Send the request again after the seconds in Retry-After, with the same Idempotency-Key. They are computed from the pace and the wait of the account.',
    members: {
      account_status:
        'The status of the account. There is no room before a halted or dead account is repaired.',
    },
  },
  'quota-used-up': {
    title: 'The API key has too many unfinished invites',
    status: 429,
    means: 'The API key has used up its quota of unfinished invites. Nothing was stored.',
    whatToDo:
      'Send the request again after the seconds in Retry-After, with the same Idempotency-Key. They are computed from the pace and the wait of the account, and from the places of your invites in its line. Or ask the operator for a larger quota: "npm run key -- rotate ID --max-pending N".',
  },
  'rate-limited': {
    title: 'Too many requests',
    status: 429,
    means: 'The API key has used up its requests for this minute.',
    whatToDo:
      'Send the request again after the seconds in Retry-After. The RateLimit header of every answer says how many are left.',
  },
  'internal-error': {
    title: 'Internal error',
    status: 500,
    means: 'Something failed in this service.',
    whatToDo:
      'Repeat the request once, with the same Idempotency-Key. If it fails again, give the id in "instance" to the operator.',
  },
  busy: {
    title: 'The invite is being worked on',
    status: 503,
    means:
      'The invite, or its operations, changed at every attempt to do what was asked for. Or the link has so many unfinished operations that it takes no more. Or it was taken from a pool, and cannot be edited before it has the title and the end it was taken with.',
    whatToDo: 'Send the same request again, after the seconds in Retry-After.',
  },
  overloaded: {
    title: 'Too much at once',
    status: 503,
    means:
      'The bodies of other requests use up the memory for requests. Only a service on one machine gives this answer.',
    whatToDo: 'Send the request again after the seconds in Retry-After, with the same Idempotency-Key.',
  },
  unavailable: {
    title: 'Unavailable for the moment',
    status: 503,
    means: 'The service cannot reach its database at the moment.',
    whatToDo:
      'Repeat the request after the seconds in Retry-After, with the same Idempotency-Key if it is a POST.',
  },
} as const satisfies Record<string, ProblemType>;

export type ProblemSlug = keyof typeof problemTypes;

/**
 * The type URI of a problem: a name that stays the same wherever the service runs. Its page is at /problems/{slug} of
 * every deployment.
 */
export function problemTypeUri(slug: string): string {
  return `urn:invite-spool:problem:${slug}`;
}
