import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { projectDirectory } from '../../../project-directory.ts';

/** The rooms of core, each importing only itself and those before it. The files that lie in core itself come first. */
const rooms = [
  '',
  'peer',
  'rpc',
  'request',
  'job',
  'pace',
  'account',
  'operation',
  'join',
  'pool',
  'rotation',
  'callback',
  'drain',
  'sweep',
];

const core = join(projectDirectory, 'functions', 'core');
const files = (await readdir(core, { recursive: true })).filter((file) => file.endsWith('.ts'));
const imports = (await Promise.all(files.map(readImports))).flat();

interface Import {
  from: string;
  to: string;
}

/** Imports of types count as well. */
async function readImports(from: string): Promise<Import[]> {
  const text = await readFile(join(core, from), 'utf8');
  return [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) => ({
    from,
    to: normalize(join(dirname(from), path)),
  }));
}

function roomOf(file: string) {
  return dirname(file) === '.' ? '' : dirname(file);
}

test('every folder of core is one of the rooms', () => {
  expect([...new Set(files.map(roomOf))].toSorted()).toEqual(rooms.toSorted());
});

test('a room imports nothing of a room that comes after it', () => {
  expect(imports.length).toBeGreaterThan(100);
  function isUp({ from, to }: Import) {
    return rooms.indexOf(roomOf(to)) > rooms.indexOf(roomOf(from));
  }
  expect(imports.filter(isUp)).toEqual([]);
});
