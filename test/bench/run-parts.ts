import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type FigureKey, goals, type Part, type PartResult } from './part.ts';
import { showCell, showTable, type Table } from './table.ts';

export interface BenchOutput {
  /** A result. */
  print: (text: string) => void;
  /** The progress. */
  say: (progress: string) => void;
  plotsDirectory: string;
}

/** The output of `--json`: the figures by key, then every table with the measured values. */
export type BenchReport = PartResult['figures'] & {
  parts: Record<string, { tables: Table[] } | { error: string }>;
  machine: { node: string; cores: number; platform: string };
  isQuick: boolean;
};

/**
 * Runs the parts that the command line names, or all parts. A failed part does not stop the others.
 * @returns the exit code: 1 when a part has failed.
 * @throws Error that names the problem in the command line.
 */
export async function runBench(args: string[], known: Part[], output: BenchOutput): Promise<number> {
  const { parts, jsonFile, isQuick, isHelp } = readCommand(args, known);
  if (isHelp) {
    output.print(describeCommand(known));
    return 0;
  }
  // An unwritable file is reported now, and not after minutes of measuring.
  if (jsonFile !== undefined) {
    await appendFile(jsonFile, '');
  }
  const report = await runParts(parts, isQuick, output);
  const figures = tabulateFigures(report);
  if (figures.rows.length > 0) {
    output.print(showTable(figures));
  }
  if (jsonFile !== undefined) {
    await writeFile(jsonFile, `${JSON.stringify(report, null, 2)}\n`);
  }
  return Object.values(report.parts).some((part) => 'error' in part) ? 1 : 0;
}

function readCommand(args: string[], known: Part[]) {
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

function describeCommand(known: Part[]): string {
  const width = Math.max(...known.map(({ name }) => name.length));
  return [
    'npm run bench [-- [PART...] [--json FILE] [--quick]]',
    '',
    'Measures on the local parts, each rival in the same run as ours. All parts take about an hour, half of it for scale: its full size is 1.3 million rows.',
    '',
    ...known.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`),
    '',
    '  --json FILE  writes the figures, and every table as measured, as JSON',
    '  --quick      fewer and smaller rounds, and no plots: shows that all still runs',
  ].join('\n');
}

async function runParts(parts: Part[], isQuick: boolean, output: BenchOutput): Promise<BenchReport> {
  const { print, say } = output;
  const figures: PartResult['figures'] = {};
  const outcomes: BenchReport['parts'] = {};
  for (const [index, { name, title, run }] of parts.entries()) {
    const place = `[${index + 1}/${parts.length}] ${name}`;
    say(place);
    try {
      const result = await run({ isQuick, say: (progress) => say(`${place}: ${progress}`) });
      Object.assign(figures, result.figures);
      outcomes[name] = { tables: result.tables };
      if (!isQuick) {
        await writePlots(output.plotsDirectory, result.plots ?? []);
      }
      print(`\n${title}\n\n${result.tables.map(showTable).join('\n\n')}\n`);
    } catch (error) {
      outcomes[name] = { error: String(error) };
      print(`\n${title}\n\nfailed: ${error instanceof Error ? error.stack : error}\n`);
    }
  }
  const machine = { node: process.version, cores: availableParallelism(), platform: process.platform };
  return { ...figures, parts: outcomes, machine, isQuick };
}

async function writePlots(directory: string, plots: { file: string; svg: string }[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  await Promise.all(plots.map(({ file, svg }) => writeFile(join(directory, file), svg)));
}

function tabulateFigures(report: BenchReport): Table {
  const rows = (Object.keys(goals) as FigureKey[]).flatMap((key) => {
    const figure = report[key];
    if (figure === undefined) {
      return [];
    }
    const goal: { atMost?: number; atLeast?: number } = goals[key];
    const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY } = goal;
    const isMet = figure.median <= atMost && figure.median >= atLeast;
    const wanted = goal.atMost === undefined ? `>= ${atLeast}` : `<= ${atMost}`;
    return [[key, showCell(figure), figure.runs, wanted, isMet ? 'yes' : 'NO']];
  });
  return { title: 'Figures', columns: ['figure', 'median (spread)', 'runs', 'goal', 'met'], rows };
}
