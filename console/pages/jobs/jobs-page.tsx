import { NeedsScope } from '../../parts/needs-scope.tsx';
import { Page } from '../../parts/page.tsx';
import type { Route } from '../../router.ts';
import { text } from '../../strings.ts';
import { JobFilters } from './job-filters.tsx';
import { JobList } from './job-list.tsx';
import { JobPage } from './job-page.tsx';

/** The jobs, or one of them: `#/jobs/inv_...`. */
export function JobsPage({ route }: { route: Route }) {
  const [id] = route.rest;
  if (id !== undefined) {
    return <JobPage id={id} />;
  }
  const { title, purpose } = text.jobs;
  return (
    <Page title={title} purpose={purpose}>
      <NeedsScope scope="invites:read">
        <JobFilters query={route.query} />
        <JobList key={JSON.stringify(route.query)} query={route.query} />
      </NeedsScope>
    </Page>
  );
}
