import { describe, expect, test } from 'vitest';
import { createApiWorld, keyOfTenantA, validBody } from './api-world.ts';

const authorization = `Bearer ${keyOfTenantA}`;

describe('every request', () => {
  test('finds the health of the service without a key', async () => {
    const { send } = createApiWorld();
    expect(await send({ path: '/v1/health' })).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: { status: 'ok' },
    });
  });

  test('by HEAD gets the answer to GET without its body', async () => {
    const { send } = createApiWorld();
    expect(await send({ method: 'HEAD', path: '/v1/health' })).toMatchObject({
      statusCode: 200,
      body: undefined,
    });
  });

  test.each([
    '/v1',
    '/v1/invite',
    '/v1/invites/',
    '/v1/invites/a/b',
    '/v1/health/x',
    '//v1/health',
    '/constructor',
  ])('to %s gets 404', async (path) => {
    const { statusCode, headers, body } = await createApiWorld().send({ path });
    expect(statusCode).toBe(404);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toMatchObject({
      type: 'urn:invite-spool:problem:not-found',
      status: 404,
      instance: 'urn:invite-spool:request:req-1',
    });
  });

  test.each([
    ['PUT', '/v1/invites', 'POST, GET, HEAD'],
    ['OPTIONS', '/v1/invites', 'POST, GET, HEAD'],
    ['PUT', '/v1/invites/inv_1', 'GET, HEAD, PATCH, DELETE'],
    ['POST', '/v1/health', 'GET, HEAD'],
    ['BREW', '/v1/health', 'GET, HEAD'],
    ['GET', '/v1/invites/batch', 'POST'],
  ])('by %s to %s gets 405 and the methods there are', async (method, path, allow) => {
    const { statusCode, headers } = await createApiWorld().send({ method, path });
    expect({ statusCode, allow: headers.allow }).toEqual({ statusCode: 405, allow });
  });
});

describe('a body', () => {
  function postRaw(body: string | undefined, headers: Record<string, string> = {}, isBase64Encoded = false) {
    const world = createApiWorld();
    return world.send({
      method: 'POST',
      path: '/v1/invites',
      headers: { authorization, 'content-type': 'application/json', ...headers },
      isBase64Encoded,
      ...(body === undefined ? {} : { body }),
    });
  }

  test.each(['application/json', 'Application/JSON; charset=utf-8', 'application/vnd.api+json'])(
    'of type %s is read',
    async (type) => {
      expect((await postRaw(JSON.stringify(validBody), { 'content-type': type })).statusCode).toBe(202);
    },
  );

  test.each(['', 'text/plain', 'application/jsonp', 'application/x-www-form-urlencoded'])(
    'of type %o gets 415',
    async (type) => {
      expect((await postRaw(JSON.stringify(validBody), { 'content-type': type })).statusCode).toBe(415);
    },
  );

  test('in base64 is decoded', async () => {
    const body = Buffer.from(JSON.stringify({ ...validBody, title: '😀' })).toString('base64');
    const answer = await postRaw(body, {}, true);
    expect(answer).toMatchObject({ statusCode: 202, body: { title: '😀' } });
  });

  test('of 2 MB gets 413', async () => {
    expect((await postRaw(`"${'x'.repeat(2 ** 21)}"`)).statusCode).toBe(413);
  });

  test('is measured in bytes: 32 KB pass, one more does not', async () => {
    function filled(bytes: number) {
      return JSON.stringify(validBody).padEnd(bytes, ' ');
    }
    expect((await postRaw(filled(32_768))).statusCode).toBe(202);
    expect((await postRaw(filled(32_769))).statusCode).toBe(413);
    expect((await postRaw(`"${'ы'.repeat(16_384)}"`)).statusCode).toBe(413);
  });

  test.each([undefined, '', ' \n'])('of %o is empty and gets 400', async (body) => {
    const answer = await postRaw(body);
    expect(answer).toMatchObject({ statusCode: 400, body: { detail: 'The body is empty.' } });
  });

  test('that is not JSON gets 400 and the place where it goes wrong', async () => {
    const { statusCode, body } = await postRaw('{\n  "account": main}');
    expect(statusCode).toBe(400);
    expect(body).toMatchObject({
      type: 'urn:invite-spool:problem:malformed-json',
      line: 2,
      column: 14,
      position: 15,
      detail: expect.stringContaining('line 2, column 14'),
    });
  });

  test.each(['null', '[1]', '"text"', '5'])(
    'of %s is no object, which the detail says at once',
    async (body) => {
      const detail = 'The body is a JSON object, with the fields of the request in it.';
      expect(await postRaw(body)).toMatchObject({
        statusCode: 422,
        body: { detail, errors: [{ field: '', detail }] },
      });
    },
  );

  test('with a field of an empty name shows that the name is empty', async () => {
    const { body } = await postRaw('{"account":"main","peer":"@launch","metadata":{"":"x"}}');
    expect(body.detail).toBe('metadata."": A metadata key has 1 to 40 characters.');
  });

  test('that is not UTF-8 gets 400', async () => {
    expect((await postRaw(Buffer.from([0x22, 0xff, 0x22]).toString('base64'), {}, true)).statusCode).toBe(
      400,
    );
  });

  test('nested ten thousand deep gets 400 and the reason', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    expect(await postRaw(deep)).toMatchObject({
      statusCode: 400,
      body: { detail: 'The body is nested too deeply.' },
    });
  });

  test.each(['[]', '"x"', '5', 'null'])('of %s is no object and gets 422', async (body) => {
    expect((await postRaw(body)).statusCode).toBe(422);
  });
});

describe('an error inside', () => {
  const secret = 'table arn:aws:dynamodb:us-east-1:123456789012 of isk_secret';
  function failingWith(error: unknown) {
    return createApiWorld({
      createJob: async () => {
        throw error;
      },
    });
  }

  test('becomes a 500 that shows nothing of it, and goes to the log', async () => {
    const error = new Error(secret);
    const { post, logLines } = failingWith(error);
    const { statusCode, headers, body } = await post(validBody);
    expect(statusCode).toBe(500);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(JSON.stringify(body)).not.toContain('arn:aws');
    expect(body.instance).toBe('urn:invite-spool:request:req-1');
    expect(logLines).toEqual([
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ error }) }),
    ]);
  });

  test.each([
    Object.assign(new Error(secret), { name: 'ProvisionedThroughputExceededException' }),
    Object.assign(new Error(secret), { name: 'ThrottlingException' }),
    Object.assign(new Error(secret), { name: 'TransactionCanceledException' }),
    Object.assign(new Error(secret), { name: 'UnknownError', $metadata: { httpStatusCode: 503 } }),
    Object.assign(new Error(secret), { code: 'ECONNREFUSED' }),
  ])('of AWS that passes by itself becomes a 503 with Retry-After: %o', async (error) => {
    const { statusCode, headers, body } = await failingWith(error).post(validBody);
    expect(statusCode).toBe(503);
    expect(headers['retry-after']).toBe('5');
    expect(JSON.stringify(body)).not.toContain('arn:aws');
  });

  test('that is no Error object becomes a 500 as well', async () => {
    expect((await failingWith('text').post(validBody)).statusCode).toBe(500);
  });
});

describe('the log', () => {
  test('has one line per request, with the pattern of its route and nothing of its content', async () => {
    const world = createApiWorld();
    const { body } = await world.post({
      ...validBody,
      title: 'private title',
      peer: 'https://t.me/+AbCdEfGhIjKlMnOp',
    });
    await world.get(body.id);
    await world.send({ path: '/secret-path' });
    expect(world.logLines.map(({ fields }) => fields)).toEqual([
      {
        method: 'POST',
        route: '/v1/invites',
        statusCode: 202,
        durationMs: 0,
        requestId: 'req-1',
        jobId: body.id,
      },
      {
        method: 'GET',
        route: '/v1/invites/{id}',
        statusCode: 200,
        durationMs: 0,
        requestId: 'req-1',
        jobId: body.id,
      },
      { method: 'GET', route: 'none', statusCode: 404, durationMs: 0, requestId: 'req-1' },
    ]);
    expect(JSON.stringify(world.logLines)).not.toMatch(/private|t\.me|isk_|secret/);
  });
});
