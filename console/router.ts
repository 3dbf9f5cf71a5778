/** Where the reader is: `#/links/inv_1?status=active`. */
export interface Route {
  /** The first part of the path; '' at the start. */
  page: string;
  /** The parts behind it, decoded. */
  rest: string[];
  query: Record<string, string>;
}

/** What every page gets. */
export interface PageProps {
  route: Route;
}

/** Reads the address's hash. What is no route of the console is its start. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [page = '', ...rest] = path.split('/').filter(Boolean).map(decode);
  return { page, rest, query: Object.fromEntries(new URLSearchParams(search)) };
}

/** The address of a page, for `href`. Members of the query that are empty or undefined are left out. */
export function routeTo(
  page: string,
  rest: string | string[] = [],
  query: Record<string, string | undefined> = {},
): string {
  const path = [page, ...(Array.isArray(rest) ? rest : [rest])].map(encodeURIComponent).join('/');
  const given = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const search = new URLSearchParams(given).toString();
  return `#/${path}${search === '' ? '' : `?${search}`}`;
}

/** A broken escape is taken as it is. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
