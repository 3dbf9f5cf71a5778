import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type FigureKey, goals, type Part, type PartResult } from './part.ts';
import { showCell, showTable } from './table.ts';

export interface BenchCommand {
  parts: Part[];
  jsonFile: string | undefined;
  isQuick: boolean;
  isHelp: boolean;
}

/** @throws Error that says what is wrong with the command line. */
export function readCommand(args: string[], known: Part[]): BenchCommand {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const unknown = positionals.find((name) => known.every((part) => part.name !== name));
  if (unknown !== undefined) {
    throw new Error(`no part is named ${unknown}; there are ${known.map(({ name }) => name).join(', ')}`);
  }
  return {
    parts: positionals.length === 0 ? known : known.filter(({ name }) => positionals.includes(name)),
    jsonFile: values.json,
    isQuick: values.quick,
    isHelp: values.help,
  };
}

export function describeCommand(known: Part[]): string {
  const width = Math.max(...known.map(({ name }) => name.length));
  return [
    'npm run bench [-- PART... [--json FILE] [--quick]]',
    '',
    'Measures on the local parts, each rival in the same run as ours. All parts take some minutes.',
    '',
    ...known.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`),
    '',
    '  --json FILE  writes the figures, and every table as measured, as JSON',
    '  --quick      fewer and smaller rounds: shows that all still runs',
  ].join('\n');
}

export interface BenchOutput {
  /** A table, or another result. */
  print: (text: string) => void;
  /** What is going on. */
  say: (progress: string) => void;
  plotsDirectory: string;
}

/** What a run gave: what `--json` writes. */
export type BenchReport = PartResult['figures'] & {
  parts: Record<string, { tables: PartResult['tables'] } | { error: string }>;
  machine: { node: string; cores: number; platform: string };
  isQuick: boolean;
};

/** Runs the parts one after the other, and shows what each gives as soon as it does. One that fails stops no other. */
export async function runParts(
  { parts, isQuick }: BenchCommand,
  { print, say, plotsDirectory }: BenchOutput,
): Promise<BenchReport> {
  const machine = { node: process.version, cores: availableParallelism(), platform: process.platform };
  const report: BenchReport = { parts: {}, machine, isQuick };
  for (const [index, { name, title, run }] of parts.entries()) {
    const place = `[${index + 1}/${parts.length}] ${name}`;
    say(place);
    try {
      const result = await run({ isQuick, say: (progress) => say(`${place}: ${progress}`) });
      Object.assign(report, result.figures);
      report.parts[name] = { tables: result.tables };
      if (!isQuick) await writePlots(plotsDirectory, result.plots ?? []);
      print(`\n${title}\n\n${result.tables.map(showTable).join('\n\n')}\n`);
    } catch (error) {
      report.parts[name] = { error: String(error) };
      print(`\n${title}\n\nfailed: ${error instanceof Error ? error.stack : error}\n`);
    }
  }
  print(showFigures(report));
  return report;
}

export function hasFailed({ parts }: BenchReport): boolean {
  return Object.values(parts).some((part) => 'error' in part);
}

async function writePlots(directory: string, plots: { file: string; svg: string }[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  await Promise.all(plots.map(({ file, svg }) => writeFile(join(directory, file), svg)));
}

function showFigures(report: BenchReport): string {
  const rows = (Object.keys(goals) as FigureKey[]).flatMap((key) => {
    const figure = report[key];
    if (figure === undefined) return [];
    const goal: { atMost?: number; atLeast?: number } = goals[key];
    const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = goal;
    const isMet = figure.median <= atMost && figure.median >= atLeast;
    const wanted = goal.atMost === undefined ? `>= ${atLeast}` : `<= ${atMost}`;
    return [[key, showCell(figure), figure.runs, wanted, isMet ? 'yes' : 'NO']];
  });
  return showTable({ title: 'Figures', columns: ['figure', 'median (spread)', 'runs', 'goal', 'met'], rows });
}
