import { expect, test } from 'vitest';
import { buildConsole, checkSize, maxConsoleBytes } from '../../../infra/bundle/build-console.ts';

test('a console above its limit fails the build, which names each file', () => {
  expect(() => checkSize({ 'app.js': maxConsoleBytes, 'style.css': 1 })).toThrow(
    `app.js ${maxConsoleBytes}, style.css 1`,
  );
  expect(() => checkSize({ 'app.js': maxConsoleBytes - 1, 'style.css': 1 })).not.toThrow();
});

test('the console is a page, a script, a style and an icon', async () => {
  const { bytes } = await buildConsole();
  expect(Object.keys(bytes).toSorted()).toEqual(['app.js', 'icon.svg', 'index.html', 'style.css']);
});
