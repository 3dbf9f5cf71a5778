import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorTypes } from '../../../functions/api/error-types.ts';
import { projectDirectory } from '../../../project-directory.ts';

test('every error type that a job, a pool or a rotation can get from this service has a page', () => {
  const types = new Set(errorTypes.map(({ type }) => type));
  const named = globSync('functions/{core,worker}/**/*.ts', { cwd: projectDirectory }).flatMap((path) => [
    ...readFileSync(join(projectDirectory, path), 'utf8').matchAll(
      /(?:type(?::| =)|failure:|refuse\(|sessionTrouble\() ?'([A-Z]+(?:_[A-Z]+)*)'/g,
    ),
  ]);
  const unknown = named.map(([, type = '']) => type).filter((type) => !types.has(type));
  expect(named.length).toBeGreaterThan(15);
  expect(unknown).toEqual([]);
});

test('no two errors have one name', () => {
  expect(new Set(errorTypes.map(({ type }) => type)).size).toBe(errorTypes.length);
});
