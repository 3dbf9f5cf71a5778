import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeApiTypes } from '../../client/generate-types.ts';
import { projectDirectory } from '../../project-directory.ts';

test('the types of the client are those of the OpenAPI document of today (npm run types:api makes them anew)', async () => {
  const stored = await readFile(join(projectDirectory, 'client', 'openapi.ts'), 'utf8');
  expect(stored === (await makeApiTypes())).toBe(true);
});
