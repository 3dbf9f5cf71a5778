import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPackagedTemplate } from '../../../infra/package.ts';
import { readStackSettings } from '../../../local/aws/template.ts';
import { projectDirectory } from '../../../project-directory.ts';

function read(path: string) {
  return readFileSync(join(projectDirectory, path), 'utf8');
}

/** Whether the proxy passes a path on, by Caddy's matcher: a star at the end stands for anything. */
function isPassed(path: string): boolean {
  const [, patterns = ''] = /@public path (.*)/.exec(read('infra/machine/Caddyfile')) ?? [];
  return patterns
    .split(' ')
    .some((pattern) => (pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern));
}

test('the proxy passes every route of the API, and nothing of the operator’s', async () => {
  const { routes } = readStackSettings(await readPackagedTemplate(), 'http://127.0.0.1:1');
  const paths = routes.map(({ routeKey }) => routeKey.split(' ')[1] ?? '').filter((path) => path !== '');
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => !isPassed(path))).toEqual([]);
  expect(['/operator', '/operator/accounts/main/login', '/metrics', '/else'].filter(isPassed)).toEqual([]);
});

test('what the image takes in is there, and it runs as a user without rights', () => {
  const taken = Array.from(read('.dockerignore').matchAll(/^!(.+)$/gm), ([, path = '']) => path);
  expect(taken.filter((path) => !existsSync(join(projectDirectory, path)))).toEqual([]);
  const [, ...stages] = read('Dockerfile').split(/^FROM /m);
  expect(stages.at(-1)).toMatch(/^USER 10001:10001$/m);
  // A shell or npm in between would not pass SIGTERM on.
  expect(stages.at(-1)).toMatch(/^CMD \["node", "local\/start\.ts"/m);
});

test('the service and the proxy share a network that outlives both', () => {
  const compose = read('infra/machine/compose.yml');
  const modes = Array.from(compose.matchAll(/network_mode: (.*)/g), ([, mode]) => mode);
  expect(modes).toEqual(['service:network', 'service:network']);
});
