import type { ComponentType } from 'preact';
import { AccountsPage } from './pages/accounts/accounts-page.tsx';
import { BatchesPage } from './pages/batches/batches-page.tsx';
import { ConnectPage } from './pages/connect/connect-page.tsx';
import { JobsPage } from './pages/jobs/jobs-page.tsx';
import { JoinsPage } from './pages/joins/joins-page.tsx';
import { KeysPage } from './pages/keys/keys-page.tsx';
import { LinksPage } from './pages/links/links-page.tsx';
import { ManyLinksPage } from './pages/many-links/many-links-page.tsx';
import { NewLinkPage } from './pages/new-link/new-link-page.tsx';
import { OverviewPage } from './pages/overview/overview-page.tsx';
import { PoolsPage } from './pages/pools/pools-page.tsx';
import { RequestsPage } from './pages/requests/requests-page.tsx';
import { RotationsPage } from './pages/rotations/rotations-page.tsx';
import { WebhooksPage } from './pages/webhooks/webhooks-page.tsx';
import type { IconName } from './parts/icon.tsx';
import type { PageProps } from './router.ts';
import { text } from './strings.ts';

export interface PageEntry {
  /** The first part of its route. */
  name: string;
  /** In the navigation. */
  title: string;
  icon: IconName;
  group: keyof typeof text.frame.groups;
  Show: ComponentType<PageProps>;
}

/** Every page, in the order of the navigation. The first one is the start. */
export const pages: PageEntry[] = [
  { name: 'overview', title: text.overview.title, icon: 'home', group: 'start', Show: OverviewPage },
  { name: 'new-link', title: text.newLink.title, icon: 'plus', group: 'make', Show: NewLinkPage },
  { name: 'many-links', title: text.manyLinks.title, icon: 'table', group: 'make', Show: ManyLinksPage },
  { name: 'jobs', title: text.jobs.title, icon: 'clock', group: 'watch', Show: JobsPage },
  { name: 'batches', title: text.batches.title, icon: 'layers', group: 'watch', Show: BatchesPage },
  { name: 'links', title: text.links.title, icon: 'link', group: 'live', Show: LinksPage },
  { name: 'requests', title: text.requests.title, icon: 'door', group: 'live', Show: RequestsPage },
  { name: 'joins', title: text.joins.title, icon: 'users', group: 'live', Show: JoinsPage },
  { name: 'pools', title: text.pools.title, icon: 'layers', group: 'live', Show: PoolsPage },
  { name: 'rotations', title: text.rotations.title, icon: 'repeat', group: 'live', Show: RotationsPage },
  { name: 'accounts', title: text.accounts.title, icon: 'gauge', group: 'setUp', Show: AccountsPage },
  { name: 'connect', title: text.connect.title, icon: 'phone', group: 'setUp', Show: ConnectPage },
  { name: 'webhooks', title: text.webhooks.title, icon: 'bell', group: 'setUp', Show: WebhooksPage },
  { name: 'keys', title: text.keys.title, icon: 'key', group: 'setUp', Show: KeysPage },
];
