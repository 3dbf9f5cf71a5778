import type { PageProps } from '../../router.ts';
import { LinkList } from './link-list.tsx';
import { LinkPage } from './link-page.tsx';

/** The list, or one link: `#/links/inv_1`. */
export function LinksPage({ route: { rest, query } }: PageProps) {
  const [id] = rest;
  return id === undefined ? <LinkList filters={query} /> : <LinkPage key={id} id={id} />;
}
