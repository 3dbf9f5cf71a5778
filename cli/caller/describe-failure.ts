import { ApiError } from '../../client/api-error.ts';
import { toPlainText } from '../../operator/terminal/table.ts';

/** An error for a person: one line, and one more for each field at fault. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof ApiError)) {
    return error instanceof Error ? error.message : String(error);
  }
  const { title, detail, errors = [] } = error.problem;
  const lines = errors.map(({ field, detail }) => `  ${field === '' ? 'body' : field}: ${detail}`);
  const head = lines.length > 0 || detail === undefined ? title : `${title}: ${detail}`;
  return [`${toPlainText(head)} (${error.status})`, ...lines.map((line) => `  ${toPlainText(line)}`)].join(
    '\n',
  );
}
