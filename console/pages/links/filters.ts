/** What the address says of the list: the parameters of the API by shorter names, and days in place of moments. */
export type Filters = Record<string, string>;

export const filterNames = [
  'status',
  'title',
  'account',
  'chat',
  'origin',
  'pool',
  'batch',
  'meta',
  'from',
  'to',
];

/** Those behind "More filters". */
export const moreNames = filterNames.slice(3);

export function isFiltered(filters: Filters): boolean {
  return filterNames.some((name) => filters[name]);
}

/** The query of GET /v1/invites. Only links that were made are links: what is still asked for is a job. */
export function toListQuery(filters: Filters): Record<string, string | undefined> {
  const { status, title, account, chat, origin, pool, batch } = filters;
  return {
    status: 'succeeded',
    link_status: status,
    title,
    account,
    peer: chat,
    origin,
    pool,
    batch,
    ...Object.fromEntries(toPairs(filters.meta).map(([name, value]) => [`metadata.${name}`, value])),
    ...toMoments(filters),
  };
}

/**
 * The body of POST /v1/invites/revoke for the same links.
 *
 * @returns undefined where that request has no such filter.
 */
export function toRevokeFilters(filters: Filters) {
  const { status, title, account, chat, origin, pool, batch } = filters;
  if (status || origin || pool) {
    return undefined;
  }
  const pairs = toPairs(filters.meta);
  const given = {
    ...(account ? { account } : {}),
    ...(chat ? { peer: chat } : {}),
    ...(batch ? { batch } : {}),
    ...(title ? { title_prefix: title } : {}),
    ...(pairs.length > 0 ? { metadata: Object.fromEntries(pairs) } : {}),
    ...toMoments(filters),
  };
  return Object.keys(given).length === 0 ? { all: true } : given;
}

/** `order=4711, campaign=autumn`. */
function toPairs(meta = ''): [string, string][] {
  return meta.split(',').flatMap((pair) => {
    const [name = '', ...value] = pair.split('=');
    return name.trim() === '' || value.length === 0 ? [] : [[name.trim(), value.join('=').trim()]];
  });
}

/** Whole days of the reader's clock, the last one included. */
function toMoments({ from, to }: Filters) {
  return {
    ...(from ? { created_after: startOf(from, 0) } : {}),
    ...(to ? { created_before: startOf(to, 1) } : {}),
  };
}

function startOf(day: string, daysLater: number): string {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + daysLater);
  return date.toISOString();
}
