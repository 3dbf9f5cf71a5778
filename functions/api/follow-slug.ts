import { isSlug } from '../core/rotation/rotation-request.ts';
import type { ApiEvent, ApiResponse } from './api-event.ts';
import { nothingHere, redirectSeconds, redirectTo } from './redirect-page.ts';
import { remember } from './remember.ts';

export interface FollowSlugDeps {
  /** The current link of the rotation that has the slug. Read without consistency. */
  findSlugLink(slug: string): Promise<string | undefined>;
  now(): number;
}

/** Guessed slugs cost a read each. More than this many are not kept in mind. */
const maxKnown = 1_000;

/** What was read is believed for half of the time that browsers keep it. */
const believedMs = (redirectSeconds * 1000) / 2;

/**
 * GET /j/{slug}: leads to the current link of a rotation. For everybody, without an API key and without cookies. People type it from a
 * poster, so capitals are taken for small letters.
 */
export function followSlug({ findSlugLink, now }: FollowSlugDeps) {
  const known = new Map<string, { link: string | undefined; readAtMs: number }>();

  async function find(slug: string): Promise<string | undefined> {
    const before = known.get(slug);
    if (before !== undefined && now() - before.readAtMs < believedMs) {
      return before.link;
    }
    const readAtMs = now();
    const link = await findSlugLink(slug);
    remember(known, slug, { link, readAtMs }, maxKnown);
    return link;
  }

  return async function handleFollowSlug(event: ApiEvent): Promise<ApiResponse> {
    const slug = (event.pathParameters?.slug ?? '').toLowerCase();
    const link = isSlug(slug) ? await find(slug) : undefined;
    return link === undefined ? nothingHere() : redirectTo(link);
  };
}
