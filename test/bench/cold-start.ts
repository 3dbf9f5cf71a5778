import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { buildService } from '../../infra/package.ts';
import { createFunctionEnvironment } from '../../local/aws/function-environment.ts';
import { readStackSettings } from '../../local/aws/template.ts';
import { figureOf, ratioOf } from './figure.ts';
import type { BenchRun, PartResult } from './part.ts';

const titles = {
  bare: 'bare Node',
  api: 'API bundle',
  worker: 'worker bundle',
  unbundled: 'gramjs, AWS SDK and middy, unbundled',
};
type SubjectName = keyof typeof titles;
const names = Object.keys(titles) as SubjectName[];

/** The module to load, and the environment it finds. */
interface Subject {
  module: string;
  env: Record<string, string>;
}

interface Load {
  /** From the start of the process. */
  loadedMs: number;
  rssMegabytes: number;
  /** The bytes of the loaded files; 0 unless they were counted. */
  bytes: number;
}

type Round = Record<SubjectName, Load>;

const roundCount = 21;
const quickRoundCount = 3;

/**
 * Each load runs in a fresh Node process, ours and the rival's in turn. Every time includes Node's own start. The
 * ratios of time leave it out. The ratio of memory is of the whole process.
 */
export async function benchColdStart({ isQuick, say }: BenchRun): Promise<PartResult> {
  say('building');
  const subjects = await findSubjects();
  const counted = await loadEach(subjects, true);
  const rounds: Round[] = [];
  const count = isQuick ? quickRoundCount : roundCount;
  while (rounds.length < count) {
    say(`round ${rounds.length + 1} of ${count}`);
    rounds.push(await loadEach(subjects));
  }

  function loads(name: SubjectName) {
    return ratioOf(rounds.map((round) => [overBareMs(round, name), overBareMs(round, 'unbundled')]));
  }
  return {
    figures: {
      worker_load_over_unbundled: loads('worker'),
      api_load_over_unbundled: loads('api'),
      worker_rss_over_unbundled: ratioOf(
        rounds.map(({ worker, unbundled }) => [worker.rssMegabytes, unbundled.rssMegabytes]),
      ),
    },
    tables: [
      {
        title: `Process start to loaded, ${count} processes each`,
        columns: ['', 'code, bytes', 'loaded, ms', 'over bare Node, ms', 'RSS, MB'],
        rows: names.map((name) => [
          titles[name],
          counted[name].bytes,
          figureOf(rounds.map((round) => round[name].loadedMs)),
          figureOf(rounds.map((round) => overBareMs(round, name))),
          figureOf(rounds.map((round) => round[name].rssMegabytes)),
        ]),
      },
    ],
  };
}

function overBareMs(round: Round, name: SubjectName): number {
  return round[name].loadedMs - round.bare.loadedMs;
}

/** The bundles as they would be deployed, in the environment that the template gives them. */
async function findSubjects(): Promise<Record<SubjectName, Subject>> {
  const { template, rootDirectory } = await buildService();
  // Nothing listens there, because a load makes no call.
  const endpoints = { dynamodb: 'http://127.0.0.1:9', sqs: 'http://127.0.0.1:9' };
  const { functions } = readStackSettings(template, endpoints.sqs);
  function subjectOf(name: string): Subject {
    const settings = functions.find((each) => each.name === name);
    if (settings === undefined) {
      throw new Error(`the template has no function ${name}`);
    }
    const env = createFunctionEnvironment(settings, endpoints, {});
    return { module: pathToFileURL(join(rootDirectory, settings.bundlePath)).href, env };
  }
  const worker = subjectOf('worker');
  return {
    bare: { ...worker, module: '' },
    api: subjectOf('api'),
    worker,
    unbundled: { ...worker, module: new URL('rivals/unbundled-worker.mjs', import.meta.url).href },
  };
}

async function loadEach(subjects: Record<SubjectName, Subject>, isCounting = false): Promise<Round> {
  const loads: [string, Load][] = [];
  for (const name of names) {
    loads.push([name, await load(subjects[name], isCounting)]);
  }
  return Object.fromEntries(loads) as Round;
}

const run = promisify(execFile);
const loader = fileURLToPath(new URL('rivals/load-module.mjs', import.meta.url));

async function load({ module, env }: Subject, isCounting: boolean): Promise<Load> {
  const { stdout } = await run(process.execPath, [loader, module, ...(isCounting ? ['count'] : [])], { env });
  return JSON.parse(stdout) as Load;
}
