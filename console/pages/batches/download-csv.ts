import { NetworkFailure, type Problem, ProblemFailure } from '../../api/failures.ts';
import { saveFile } from '../../parts/save-file.ts';
import { text } from '../../strings.ts';

/**
 * Saves a CSV file of the API. It comes with the key in a header, which a plain link cannot send.
 *
 * @throws ProblemFailure, NetworkFailure
 */
export async function downloadCsv(apiKey: string, url: string, name: string): Promise<void> {
  const response = await fetch(url, {
    cache: 'no-store',
    credentials: 'omit',
    headers: { authorization: `Bearer ${apiKey}` },
  }).catch((cause) => {
    throw new NetworkFailure(text.common.noAnswer, { cause });
  });
  if (!response.ok) {
    throw new ProblemFailure((await response.json()) as Problem);
  }
  saveFile(name, await response.blob());
}
