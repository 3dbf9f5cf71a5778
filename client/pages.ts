/** A page of a list, as the API answers it. */
export interface Page {
  next_cursor?: string;
}

/** A list that is read page by page while it is walked over: `for await (const invite of client.invites.list())`. */
export interface Pages<T, P extends Page> extends AsyncIterable<T> {
  /** The pages themselves. One may be short, or empty, and not be the last. */
  pages(): AsyncIterable<P>;
}

/** @param load the page at a cursor; the first one without. */
export function pagesOf<T, P extends Page>(
  load: (cursor: string | undefined) => Promise<P>,
  itemsOf: (page: P) => T[],
): Pages<T, P> {
  async function* pages() {
    let cursor: string | undefined;
    do {
      const page = await load(cursor);
      yield page;
      cursor = page.next_cursor;
    } while (cursor !== undefined);
  }
  async function* items() {
    for await (const page of pages()) {
      yield* itemsOf(page);
    }
  }
  return { pages, [Symbol.asyncIterator]: items };
}

/** A file that the API gives in parts: the header row stands in the first part alone. */
export async function* textOf(
  load: (path: string | undefined) => Promise<{ body: string; nextPath: string | undefined }>,
): AsyncIterable<string> {
  let path: string | undefined;
  let isFirst = true;
  do {
    const { body, nextPath } = await load(path);
    yield isFirst ? body : body.slice(body.indexOf('\n') + 1);
    isFirst = false;
    path = nextPath;
  } while (path !== undefined);
}
