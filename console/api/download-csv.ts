import { saveFile } from '../parts/save-file.ts';
import { text } from '../strings.ts';
import { NetworkFailure, type Problem, ProblemFailure } from './failures.ts';

/**
 * Saves a CSV file of the API, with all its pages. The key goes in a header, which a plain link cannot send.
 *
 * @throws ProblemFailure, NetworkFailure
 */
export async function downloadCsv(apiKey: string, url: string, name: string): Promise<void> {
  const parts: string[] = [];
  for (let next: string | undefined = url; next !== undefined; ) {
    const response: Response = await fetch(next, {
      cache: 'no-store',
      credentials: 'omit',
      headers: { authorization: `Bearer ${apiKey}` },
    }).catch((cause) => {
      throw new NetworkFailure(text.common.noAnswer, { cause });
    });
    if (!response.ok) {
      throw new ProblemFailure((await response.json()) as Problem);
    }
    const page = await response.text();
    // Each page begins with the same line of names.
    parts.push(parts.length === 0 ? page : page.slice(page.indexOf('\n') + 1));
    next = /<([^>]*)>;\s*rel="?next"?/.exec(response.headers.get('link') ?? '')?.[1];
  }
  // A spreadsheet knows UTF-8 by its byte order mark, which text() has taken off.
  saveFile(name, new Blob(['\ufeff', ...parts], { type: 'text/csv' }));
}
