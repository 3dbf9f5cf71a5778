import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeApiTypes, makeRoutes } from '../../client/generate-types.ts';
import { projectDirectory } from '../../project-directory.ts';

test.each([
  ['openapi.ts', makeApiTypes],
  ['routes.ts', makeRoutes],
])('%s is made from the OpenAPI document of today (npm run types:api makes it anew)', async (name, make) => {
  const stored = await readFile(join(projectDirectory, 'client', name), 'utf8');
  expect(stored === (await make())).toBe(true);
});
