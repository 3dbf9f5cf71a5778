import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { figureOf, ratioOf } from './figure.ts';
import type { Part } from './part.ts';
import { runBench } from './run-parts.ts';

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
        tables: [{ title: 'Links', columns: ['who', 'ms'], rows: [['ours', figureOf([30, 2, 9])]] }],
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
let directory: string;

beforeEach(async () => {
  [printed, progress] = [[], []];
  directory = await mkdtemp(join(tmpdir(), 'invite-spool-bench-'));
  onTestFinished(() => rm(directory, { recursive: true }));
});

function run(...args: string[]) {
  return runBench(args, parts, {
    print: (text) => printed.push(text),
    say: (text) => progress.push(text),
    plotsDirectory: join(directory, 'plots'),
  });
}

async function runToJson(...names: string[]) {
  const file = join(directory, 'figures.json');
  const exitCode = await run(...names, '--json', file);
  return { exitCode, report: JSON.parse(await readFile(file, 'utf8')) };
}

test('a JSON file that cannot be written is told before anything is measured', async () => {
  await expect(run('links', '--json', join(directory, 'missing', 'figures.json'))).rejects.toThrow('ENOENT');
  expect(progress).toEqual([]);
});

test('the JSON holds each figure under its key, and every table as measured', async () => {
  const { exitCode, report } = await runToJson('links');

  expect(exitCode).toBe(0);
  expect(report).toEqual({
    first_link_50ms_over_limit: { median: 1.5, min: 1, max: 2, runs: 3 },
    parts: {
      links: {
        tables: [
          {
            title: 'Links',
            columns: ['who', 'ms'],
            rows: [['ours', { median: 9, min: 2, max: 30, runs: 3 }]],
          },
        ],
      },
    },
    machine: { node: process.version, cores: expect.any(Number), platform: process.platform },
    isQuick: false,
  });
});

test('every figure printed stands beside its goal', async () => {
  await run('links');

  expect(printed.at(-1)).toMatch(/first_link_50ms_over_limit +1\.5 \(1 to 2\) +3 +<= 1\.15 +NO/);
});

test('a part that fails says so and fails the run, and the others go on', async () => {
  const { exitCode, report } = await runToJson('broken', 'links');

  expect(exitCode).toBe(1);
  expect(report.parts.broken).toEqual({ error: 'Error: no such server' });
  expect(report.first_link_50ms_over_limit.runs).toBe(3);
  expect(printed.join('\n')).toContain('no such server');
});

test('plots are written, but by no quick run', async () => {
  await run('links', '--quick');
  expect(await readdir(directory)).toEqual([]);

  await run('links');
  expect(await readFile(join(directory, 'plots', 'links.svg'), 'utf8')).toBe('<svg/>');
});

test('without names all parts are run, and progress says which of how many', async () => {
  await run();

  expect(progress).toEqual(['[1/2] links', '[1/2] links: round 1', '[2/2] broken']);
});

test('a name that no part has is refused, and nothing runs', async () => {
  await expect(run('links', 'speed')).rejects.toThrow('no part is named speed; there are links, broken');
  expect(progress).toEqual([]);
});

test('--help names every part and runs none', async () => {
  expect(await run('--help')).toBe(0);
  expect(printed.join('\n')).toMatch(/links +How fast links are\n +broken +What cannot be measured/);
  expect(progress).toEqual([]);
});
