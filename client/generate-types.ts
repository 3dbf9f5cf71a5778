import { writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import { errorTypes } from '../functions/api/error-types.ts';
import { makeOpenApiDocument } from '../infra/openapi.ts';

/** An operation of the document, as far as the client reads it. */
interface Operation {
  operationId: string;
  parameters?: { $ref?: string }[];
}

const header =
  '// Made by `npm run types:api` from the OpenAPI document of the service. Change the document, not this file.\n\n';

/**
 * The types of the HTTP API, as source text. Every error is one of the problems under `components.schemas`: the types of an
 * operation name its answers alone.
 */
export async function makeApiTypes(): Promise<string> {
  const document = trim(makeOpenApiDocument()) as ReturnType<typeof makeOpenApiDocument>;
  return header + astToString(await openapiTS(JSON.stringify(document), { exportType: true }));
}

/** Without examples, errors and headers of answers. */
function trim(node: unknown, parent = ''): unknown {
  if (Array.isArray(node)) {
    return node.map((each) => trim(each));
  }
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  const kept = Object.entries(node).filter(([name]) => {
    // A property may be called so too.
    const isExample = parent !== 'properties' && (name === 'example' || name === 'examples');
    return !isExample && !(parent === 'responses' && !(Number(name) < 400));
  });
  return Object.fromEntries(
    kept.map(([name, value]) => {
      const isAnswer = parent === 'responses';
      const { headers: _headers, ...answer } = isAnswer ? value : { headers: undefined };
      return [name, trim(isAnswer ? answer : value, parent === 'properties' ? '' : name)];
    }),
  );
}

/** What the client needs of the document when it runs: where each operation is, and the errors of Telegram by name. */
export function makeRoutes(): string {
  const paths = JSON.parse(JSON.stringify(makeOpenApiDocument().paths)) as Record<
    string,
    Record<string, Operation>
  >;
  const routes = Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, parameters = [] }]) => {
        const isKeyed = parameters.some(({ $ref }) => $ref?.endsWith('/idempotencyKey'));
        return `  ${operationId}: { method: '${method.toUpperCase()}', path: '${path}'${isKeyed ? ', isKeyed: true' : ''} },\n`;
      }),
    );
  const types = [...new Set(errorTypes.map(({ type }) => type))].map((type) => `\n  | '${type}'`);
  return [
    header,
    `/** Where each operation is. \`isKeyed\`: it takes an Idempotency-Key. */\nexport const routes = {\n${routes.join('')}} as const;\n\n`,
    `/** What the \`error\` of an invite or an operation can be: /problems tells what each means. */\nexport type ErrorType =${types.join('')};\n`,
  ].join('');
}

if (process.argv[1] === import.meta.filename) {
  await writeFile(new URL('openapi.ts', import.meta.url), await makeApiTypes());
  await writeFile(new URL('routes.ts', import.meta.url), makeRoutes());
}
