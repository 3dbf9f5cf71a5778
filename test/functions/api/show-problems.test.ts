import { describe, expect, test } from 'vitest';
import { errorTypes } from '../../../functions/api/error-types.ts';
import { problemTypes } from '../../../functions/api/problems.ts';
import { createApiWorld } from './api-world.ts';

const world = createApiWorld();
const asJson = { accept: 'application/json' };

describe('GET /problems/{slug}', () => {
  test.each(Object.entries(problemTypes))('explains %s', async (slug, { title, means, whatToDo }) => {
    const { statusCode, body } = await world.send({ path: `/problems/${slug}`, headers: asJson });
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({
      type: `urn:invite-spool:problem:${slug}`,
      title,
      means,
      what_to_do: whatToDo,
    });
  });

  test.each(['CHAT_ADMIN_REQUIRED', 'FLOOD_WAIT', 'DEADLINE_PASSED'])(
    'explains the error %s',
    async (type) => {
      const { statusCode, body } = await world.send({ path: `/problems/${type}`, headers: asJson });
      expect(statusCode).toBe(200);
      expect(body).toMatchObject({ type, class: errorTypes.find((error) => error.type === type)?.class });
    },
  );

  test.each([{}, { accept: '*/*' }, { accept: 'text/html,application/json;q=0.5' }])(
    'is a page without scripts for %o',
    async (headers: Record<string, string>) => {
      const answer = await world.send({ path: '/problems/invalid-request', headers });
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(answer.body).toContain('<h1>The request is invalid</h1>');
      expect(answer.body).not.toContain('<script');
    },
  );

  test('of PHONE_NUMBER_FLOOD gives one advice, and no request as the cause', async () => {
    const { body } = await world.send({ path: '/problems/PHONE_NUMBER_FLOOD', headers: asJson });
    expect(body).toMatchObject({ what_to_do: 'Try again tomorrow, or log in by QR code.', at_login: true });
    const page = await world.send({ path: '/problems/PHONE_NUMBER_FLOOD' });
    expect(page.body).not.toContain('ask again');
  });

  test('escapes what has a meaning in HTML', async () => {
    const { body } = await world.send({ path: '/problems/unauthorized' });
    expect(body).toContain('&#34;Authorization: Bearer isk_...&#34;');
  });

  test.each(['nothing', '__proto__', 'constructor', '%3Cscript%3E'])('is 404 for %s', async (slug) => {
    expect((await world.send({ path: `/problems/${slug}` })).statusCode).toBe(404);
  });
});

describe('GET /problems', () => {
  test('lists every problem and every error, with the page of each', async () => {
    const { body } = await world.send({ path: '/problems', headers: asJson });
    expect(body.problems).toHaveLength(Object.keys(problemTypes).length);
    expect(body.errors).toHaveLength(errorTypes.length);
    const page = await world.send({ path: '/problems' });
    for (const { page: path } of [...body.problems, ...body.errors]) {
      expect(page.body).toContain(`<a href="${path}">`);
    }
  });

  test('has the errors of a login in a part of their own, at the end', async () => {
    const { body } = await world.send({ path: '/problems' });
    const [others = '', ofLogin = ''] = body.split('<section aria-labelledby="login">');
    expect(ofLogin).toContain('/problems/PHONE_NUMBER_FLOOD"');
    expect(others).not.toContain('/problems/PHONE_');
    expect(others).toContain('/problems/CHAT_ADMIN_REQUIRED"');
  });
});
