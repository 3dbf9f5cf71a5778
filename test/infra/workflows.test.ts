import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { projectDirectory } from '../../project-directory.ts';

const workflows = globSync('.github/workflows/*.yml', { cwd: projectDirectory }).map((path) => ({
  path,
  text: readFileSync(join(projectDirectory, path), 'utf8'),
}));

function findAll(pattern: RegExp): string[] {
  return workflows.flatMap(({ text }) => [...text.matchAll(pattern)].map(([, found = '']) => found));
}

test('a workflow runs scripts that exist', () => {
  const scripts = findAll(/\bnpm run (?:--silent )?([\w:]+)/g);
  expect(scripts).toEqual(expect.arrayContaining(['release', 'check', 'build', 'chaos']));
  expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
});

test('every action is pinned to a commit, with its version beside it', () => {
  const actions = findAll(/uses: (.+)/g);
  expect(actions.length).toBeGreaterThan(5);
  expect(actions.filter((each) => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(each))).toEqual([]);
});

test('a workflow may read alone, but for the jobs that say what else they need', () => {
  for (const { text } of workflows) {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n/m);
  }
  expect(findAll(/^ {6}([\w-]+: write)/gm)).toEqual(['id-token: write', 'contents: write']);
});

test('no workflow puts what others write into a command', () => {
  expect(findAll(/run:.*\$\{\{ *(github\.(?:event|head_ref|ref_name)[\w.]*)/g)).toEqual([]);
});

test('what is published is built: the clone runs no scripts of packages unless it is told', () => {
  const publishing = findAll(/run: (npm publish .*)/g);
  expect(publishing).toHaveLength(1);
  expect(publishing[0]).toContain('--ignore-scripts=false');
});
