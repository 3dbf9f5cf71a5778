import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectDirectory } from '../../project-directory.ts';

interface NamedPath {
  /** Where it is named. */
  file: string;
  path: string;
}

const folders = [
  'console',
  'functions',
  'infra',
  'local',
  'cli',
  'operator',
  'telegram-emulator',
  'test',
  'docs',
];

/** A path from the project's folder; not the rest of a longer path or of an address. */
const pathPattern = new RegExp(String.raw`(?<![\w./@:-])(?:${folders.join('|')})/[\w./*-]*`, 'g');

/** A file of ours in backticks, by whatever path. */
const quotedPattern = /`([\w.*-]+\/[\w./*-]+\.(?:ts|yml))`/g;

const files = ['.', ...folders]
  .flatMap(listFiles)
  .filter((file) => /\.(?:md|ts|mjs|yml)$/.test(file) && !/[\\/]dist[\\/]/.test(file));
const named = files.flatMap((file) =>
  [...readProse(file).matchAll(pathPattern)].map(([path]): NamedPath => ({ file, path })),
);
const quoted = files
  .filter(isPage)
  .flatMap((file) =>
    [...readProse(file).matchAll(quotedPattern)].map(([, path = '']): NamedPath => ({ file, path })),
  );

function listFiles(folder: string): string[] {
  const inside = readdirSync(join(projectDirectory, folder), {
    recursive: folder !== '.',
    encoding: 'utf8',
  });
  return inside.map((file) => join(folder, file));
}

function isPage(file: string): boolean {
  return file.endsWith('.md');
}

/** All of a page, and the comments of a source: its paths in code are held by the types and by running it. */
function readProse(file: string): string {
  const text = readFileSync(join(projectDirectory, file), 'utf8');
  if (isPage(file)) {
    return text;
  }
  const comments = file.endsWith('.yml') ? /# .*$/gm : /\/\*.*?\*\/|(?<!:)\/\/[^\n]*/gs;
  return [...text.matchAll(comments)].map(([comment]) => comment).join('\n');
}

/** `docs/*.md` and `test/NAME.test.ts` stand for many files: then only the folder has to exist. */
function isThere({ path }: NamedPath): boolean {
  const place = path.replace(/[./]+$/, '').replace(/[^/]*(?:\*|NAME).*$/, '');
  return existsSync(join(projectDirectory, place));
}

test('every path that a page or a comment names exists', () => {
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((each) => !isThere(each))).toEqual([]);
});

test('a page names a file by its whole path', () => {
  expect(quoted.length).toBeGreaterThan(30);
  expect(quoted.filter((each) => !isThere(each))).toEqual([]);
});
