import { parseArgs } from 'node:util';
import { type MutantName, mutants, parseMutantName } from './mutants/mutants.ts';
import { parseScenario, type Scenario, scenarios } from './plan/scenarios.ts';

export const help = `npm run chaos -- [--seeds 50] [--from 1] [--seed N] [--scene NAME] [--hunters 3] [--mutant NAME] [--mutants]

Each seed makes requests and a schedule of faults. The exit code is 1 when a promise was broken.

--seeds    how many
--from     the first of them
--seed     plays one seed alone, and prints its time line
--scene    plays the seeds on one stage alone: ${Object.keys(scenarios).join(', ')}
--hunters  how many seeds are played at once
--mutants  hunts each mutant below; the exit code is 1 when one is not caught
--mutant   takes one protection out, and hunts until a violation is found:
  ${Object.keys(mutants).join('\n  ')}`;

export interface HuntCommand {
  isHelp: boolean;
  huntsMutants: boolean;
  mutant: MutantName | undefined;
  scene: Scenario | undefined;
  from: number;
  count: number;
  hunters: number;
  /** A single seed is shown in detail. */
  isTold: boolean;
}

/** @throws Error that names the problem in the command line. */
export function readCommand(args: string[]): HuntCommand {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string', default: '50' },
      from: { type: 'string', default: '1' },
      mutant: { type: 'string' },
      scene: { type: 'string' },
      mutants: { type: 'boolean', default: false },
      hunters: { type: 'string', default: '3' },
      help: { type: 'boolean', default: false },
    },
  });
  const { seed } = values;
  return {
    isHelp: values.help,
    huntsMutants: values.mutants,
    mutant: values.mutant === undefined ? undefined : parseMutantName(values.mutant),
    scene: values.scene === undefined ? undefined : parseScenario(values.scene),
    from: seed === undefined ? readNumber('from', values.from) : readNumber('seed', seed),
    count: seed === undefined ? readNumber('seeds', values.seeds) : 1,
    hunters: readNumber('hunters', values.hunters),
    isTold: seed !== undefined,
  };
}

function readNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new Error(`--${name} takes a whole number of at least 1, and is "${text}"`);
  }
  return Number(text);
}
