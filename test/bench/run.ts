import { join } from 'node:path';
import { projectDirectory } from '../../project-directory.ts';
import { benchColdStart } from './cold-start.ts';
import { benchCost } from './cost.ts';
import { benchFirstLink } from './first-link.ts';
import { benchFloodPace } from './flood-pace.ts';
import { benchGrowth } from './growth.ts';
import { benchHttpLoad } from './http-load.ts';
import { benchJoins } from './joins.ts';
import { benchLife } from './life.ts';
import { benchLoad } from './load-test.ts';
import type { Part } from './part.ts';
import { benchPostToLink } from './post-to-link.ts';
import { benchPriority } from './priority.ts';
import { runBench } from './run-parts.ts';
import { benchScale } from './scale.ts';
import { benchSystemRate } from './system-rate.ts';
import { benchTake } from './take.ts';

const parts: Part[] = [
  { name: 'first-link', title: 'From a stored session to links', run: benchFirstLink },
  { name: 'cold-start', title: 'From process start to a loaded function', run: benchColdStart },
  { name: 'http', title: 'The HTTP API, by itself and under load', run: benchHttpLoad },
  { name: 'take', title: 'A link out of a pool', run: benchTake },
  { name: 'flood-pace', title: 'Many links of one account under a flood policy', run: benchFloodPace },
  { name: 'cost', title: 'What a link costs on AWS', run: benchCost },
  { name: 'system-rate', title: 'Links a second of the whole system', run: benchSystemRate },
  { name: 'growth', title: 'What a job costs with more and more jobs pending', run: benchGrowth },
  {
    name: 'scale',
    title: 'What accounts at rest cost, and how late those that are due are looked at',
    run: benchScale,
  },
  { name: 'post-to-link', title: 'From a POST with Prefer: wait to its link', run: benchPostToLink },
  { name: 'priority', title: 'A single link beside a campaign', run: benchPriority },
  {
    name: 'life',
    title: 'Revocations: a thousand at once, and one beside a thousand requests',
    run: benchLife,
  },
  { name: 'joins', title: 'A chat whose joins are told', run: benchJoins },
  {
    name: 'load-test',
    title: 'Time to link beside an account that is blocked with its fill',
    run: benchLoad,
  },
];

try {
  process.exitCode = await runBench(process.argv.slice(2), parts, {
    print: (text) => console.log(text),
    say: (progress) => console.error(progress),
    plotsDirectory: join(projectDirectory, 'docs', 'bench'),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
