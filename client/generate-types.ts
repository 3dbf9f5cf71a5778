import { writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import { makeOpenApiDocument } from '../infra/openapi.ts';

const header =
  '// Made by `npm run types:api` from the OpenAPI document of the service. Change the document, not this file.\n\n';

/** The types of the HTTP API, as source text. Every error is one of the problems under `components.schemas`: the types of an operation name its answers alone. */
export async function makeApiTypes(): Promise<string> {
  const document = JSON.parse(JSON.stringify(makeOpenApiDocument()), dropErrors);
  return header + astToString(await openapiTS(document, { exportType: true }));
}

function dropErrors(key: string, value: unknown): unknown {
  if (key !== 'responses' || typeof value !== 'object' || value === null) {
    return value;
  }
  const answers = Object.entries(value).filter(([status]) => Number(status) < 400);
  return Object.fromEntries(answers.map(([status, { headers: _headers, ...answer }]) => [status, answer]));
}

if (process.argv[1] === import.meta.filename) {
  await writeFile(new URL('openapi.ts', import.meta.url), await makeApiTypes());
}
