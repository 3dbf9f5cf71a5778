import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { figureOf, ratioOf } from './figure.ts';
import type { Part } from './part.ts';
import { describeCommand, hasFailed, readCommand, runParts } from './run-parts.ts';

const parts: Part[] = [
  {
    name: 'links',
    title: 'How fast links are',
    run: async ({ say }) => {
      say('round 1');
      return {
        figures: {
          first_link_50ms_over_limit: ratioOf([
            [3, 2],
            [4, 4],
            [8, 4],
          ]),
        },
        tables: [{ title: 'Links', columns: ['who', 'ms'], rows: [['ours', figureOf([1, 2, 30])]] }],
        plots: [{ file: 'links.svg', svg: '<svg/>' }],
      };
    },
  },
  {
    name: 'broken',
    title: 'What cannot be measured',
    run: async () => {
      throw new Error('no such server');
    },
  },
];

let printed: string[];
let progress: string[];
let plotsDirectory: string;

beforeEach(async () => {
  [printed, progress] = [[], []];
  plotsDirectory = await mkdtemp(join(tmpdir(), 'invite-spool-bench-'));
  onTestFinished(() => rm(plotsDirectory, { recursive: true }));
});

const run = (...args: string[]) =>
  runParts(readCommand(args, parts), {
    print: (text) => printed.push(text),
    say: (text) => progress.push(text),
    plotsDirectory,
  });

test('the report holds each figure under its key, and every table as measured', async () => {
  const report = JSON.parse(JSON.stringify(await run('links')));

  expect(report).toMatchObject({
    first_link_50ms_over_limit: { median: 1.5, min: 1, max: 2, runs: 3 },
    parts: { links: { tables: [{ rows: [['ours', { median: 2, min: 1, max: 30, runs: 3 }]] }] } },
    machine: { node: process.version },
  });
});

test('every figure printed stands beside its goal', async () => {
  await run('links');

  expect(printed.at(-1)).toMatch(/first_link_50ms_over_limit +1\.5 \(1 to 2\) +3 +<= 1\.15 +NO/);
});

test('a part that fails says so, and the others go on', async () => {
  const report = await run('broken', 'links');

  expect(hasFailed(report)).toBe(true);
  expect(report.parts.broken).toEqual({ error: 'Error: no such server' });
  expect(report.first_link_50ms_over_limit?.runs).toBe(3);
  expect(printed.join('\n')).toContain('no such server');
});

test('a run without a failing part has not failed', async () => {
  expect(hasFailed(await run('links'))).toBe(false);
});

test('plots are written, but by no quick run', async () => {
  await run('links', '--quick');
  expect(await readdir(plotsDirectory)).toEqual([]);

  await run('links');
  expect(await readFile(join(plotsDirectory, 'links.svg'), 'utf8')).toBe('<svg/>');
});

test('progress says which part of how many is running', async () => {
  await run();

  expect(progress).toEqual(['[1/2] links', '[1/2] links: round 1', '[2/2] broken']);
});

test('without names all parts are run, and a name that no part has is refused', () => {
  expect(readCommand(['--json', 'figures.json'], parts)).toMatchObject({ parts, jsonFile: 'figures.json' });
  expect(() => readCommand(['speed'], parts)).toThrow('no part is named speed; there are links, broken');
});

test('the help names every part', () => {
  expect(describeCommand(parts)).toMatch(/links +How fast links are\n +broken +What cannot be measured/);
});
