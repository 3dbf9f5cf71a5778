import { expect, test } from 'vitest';
import { followSlug } from '../../../functions/api/follow-slug.ts';
import { httpEvent } from './http-event.ts';

const link = 'https://t.me/+AbCdEf"<';

function createSlugs(links: Record<string, string> = { poster: link }) {
  const reads: string[] = [];
  const clock = { nowMs: 0 };
  const handler = followSlug({
    findSlugLink: async (slug) => {
      reads.push(slug);
      return links[slug];
    },
    now: () => clock.nowMs,
  });

  function follow(slug: string) {
    return handler({ ...httpEvent({ path: `/j/${slug}` }), pathParameters: { slug } });
  }
  return { follow, reads, links, clock };
}

test('a slug leads to the current link, with a page for those whose browser does not follow', async () => {
  const answer = await createSlugs().follow('poster');
  expect(answer).toMatchObject({
    statusCode: 302,
    headers: {
      location: link,
      'cache-control': 'public, max-age=10',
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    },
  });
  expect(answer.headers).not.toHaveProperty('set-cookie');
  expect(answer.body).toContain('<a href="https://t.me/+AbCdEf&#34;&#60;"');
});

test('capitals are small letters', async () => {
  const { follow, reads } = createSlugs();
  expect((await follow('POSTER')).headers?.location).toBe(link);
  expect((await follow('Poster')).headers?.location).toBe(link);
  expect(reads).toEqual(['poster']);
});

test('unknown and malformed slugs have one and the same answer', async () => {
  const { follow, reads } = createSlugs();
  const answers = await Promise.all(['nothing', 'no_slug', '..', '%00', 'a', 'x'.repeat(65)].map(follow));
  expect(answers[0]).toMatchObject({ statusCode: 404, headers: { 'x-robots-tag': 'noindex' } });
  expect(new Set(answers.map((each) => JSON.stringify(each))).size).toBe(1);
  expect(reads).toEqual(['nothing']);
});

test('what was read is believed for five seconds', async () => {
  const { follow, reads, links, clock } = createSlugs();
  await follow('poster');
  links.poster = 'https://t.me/+next';
  clock.nowMs = 4_999;
  expect((await follow('poster')).headers?.location).toBe(link);
  clock.nowMs = 5_000;
  expect((await follow('poster')).headers?.location).toBe('https://t.me/+next');
  expect(reads).toEqual(['poster', 'poster']);
});
