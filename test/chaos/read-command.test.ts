import { expect, test } from 'vitest';
import { readCommand } from './read-command.ts';

test('fifty seeds are hunted unless others are asked for', () => {
  expect(readCommand([])).toMatchObject({ from: 1, count: 50, hunters: 3, isTold: false });
  expect(readCommand(['--seeds', '7', '--from', '100'])).toMatchObject({ from: 100, count: 7 });
  expect(readCommand(['--seed', '9'])).toMatchObject({ from: 9, count: 1, isTold: true });
});

test.each([
  ['--seeds', 'x'],
  ['--seeds', '0'],
  ['--seed', '1.5'],
  ['--hunters', '-1'],
  ['--mutant', 'foo'],
  ['--scene', 'foo'],
  ['--sed', '3'],
])('%s %s is refused', (name, value) => {
  expect(() => readCommand([`${name}=${value}`])).toThrow();
});
