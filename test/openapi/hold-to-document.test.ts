import { describe, expect, test } from 'vitest';
import { type Exchange, findBreaches, holdToDocument } from './hold-to-document.ts';

const account = { name: 'main', status: 'active', can_export: true, waits: [], pending: 0 };
const rate = { 'ratelimit-policy': '"default";q=600;w=60', ratelimit: '"default";r=599;t=60' };
const json = { 'content-type': 'application/json', 'cache-control': 'no-store' };

function exchange(changes: Partial<Exchange> = {}): Exchange {
  return {
    method: 'GET',
    path: '/v1/accounts/main?x=1',
    status: 200,
    headers: { ...json, ...rate },
    body: JSON.stringify(account),
    ...changes,
  };
}

function problem(slug: string, title: string, status: number, members: object = {}) {
  return JSON.stringify({
    type: `urn:invite-spool:problem:${slug}`,
    title,
    status,
    detail: 'd',
    instance: 'i',
    ...members,
  });
}

const problemHeaders = {
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
  link: '</problems/x>; rel="help"',
};

describe('an answer as documented', () => {
  test.each<[string, Partial<Exchange>]>([
    ['passes', {}],
    ['to HEAD passes without a body', { method: 'HEAD', body: '' }],
    [
      'that is a problem passes',
      {
        status: 404,
        headers: problemHeaders,
        body: problem('account-not-found', 'No such account', 404),
      },
    ],
    [
      'to a query passes when its parameters are as documented',
      { path: '/v1/accounts/main/chats?limit=100&cursor=12', body: JSON.stringify({ chats: [] }) },
    ],
    [
      'that is API Gateway’s own passes',
      {
        method: 'POST',
        path: '/v1/invites',
        status: 400,
        headers: { 'content-type': 'application/json' },
        body: '{"message":"Bad Request"}',
      },
    ],
    [
      'to an unknown path may be API Gateway’s own',
      {
        path: '/v2',
        status: 431,
        headers: { 'content-type': 'application/json' },
        body: '{"message":"Request Header Fields Too Large"}',
      },
    ],
    [
      'to an unknown path is the 404 of unknown paths',
      {
        path: '/v2',
        status: 404,
        headers: problemHeaders,
        body: problem('not-found', 'Not found', 404),
      },
    ],
    [
      'to an unknown method is the 405',
      {
        method: 'PUT',
        status: 405,
        headers: { ...problemHeaders, allow: 'GET, HEAD' },
        body: problem('method-not-allowed', 'Method not allowed', 405, { allow: ['GET', 'HEAD'] }),
      },
    ],
  ])('%s', (_, changes) => {
    expect(findBreaches(exchange(changes))).toEqual([]);
  });
});

describe('an answer is a breach with', () => {
  test.each<[string, Partial<Exchange>, RegExp]>([
    ['an undocumented path', { path: '/v1/nothing' }, /no such operation/],
    ['an undocumented status', { status: 206 }, /getAccount has no status 206/],
    ['an undocumented header', { headers: { ...json, ...rate, 'x-new': '1' } }, /x-new is not documented/],
    ['a header missing', { headers: json }, /header ratelimit is missing/],
    ['a header of another form', { headers: { ...json, ...rate, ratelimit: '5' } }, /header ratelimit/],
    [
      'another media type',
      { headers: { ...json, ...rate, 'content-type': 'text/plain' } },
      /media type text\/plain/,
    ],
    ['a body that is not JSON', { body: '<html>' }, /body must be object/],
    [
      'an undocumented field',
      { body: JSON.stringify({ ...account, phone: '1' }) },
      /additionalProperty":"phone/,
    ],
    ['a field missing', { body: JSON.stringify({ ...account, name: undefined }) }, /missingProperty":"name/],
    [
      'a field of another type',
      { body: JSON.stringify({ ...account, pending: '0' }) },
      /pending must be integer/,
    ],
    [
      'a problem that belongs to other operations',
      {
        status: 404,
        headers: problemHeaders,
        body: problem('invite-not-found', 'No such invite', 404),
      },
      /type must be equal to constant/,
    ],
    [
      'a problem under another title',
      {
        status: 404,
        headers: problemHeaders,
        body: problem('account-not-found', 'Lost', 404),
      },
      /title must be equal to constant/,
    ],
    [
      'the 404 of unknown paths at a known one',
      {
        method: 'PUT',
        status: 404,
        headers: problemHeaders,
        body: problem('not-found', 'Not found', 404),
      },
      /no such operation/,
    ],
    [
      'a problem without its headers',
      {
        method: 'POST',
        path: '/v1/invites',
        status: 400,
        headers: { 'content-type': 'application/problem+json' },
        body: problem('malformed-json', 'The body is not JSON', 400),
      },
      /cache-control is missing\n.*link is missing/,
    ],
    [
      'a parameter taken that the document does not allow',
      { path: '/v1/accounts/main/chats?limit=101', body: JSON.stringify({ chats: [] }) },
      /accepted \?limit must be <= 100/,
    ],
    [
      'an accepted request that the document does not allow',
      {
        method: 'POST',
        path: '/v1/invites',
        status: 202,
        requestBody: { account: 'main', more: 1 },
      },
      /accepted request.*more/,
    ],
  ])('%s', (_, changes, message) => {
    expect(findBreaches(exchange(changes)).join('\n')).toMatch(message);
    expect(() => holdToDocument(exchange(changes))).toThrow(
      expect.objectContaining({ name: 'DocumentBreachError' }),
    );
  });
});
