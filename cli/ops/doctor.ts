import { describeFailure } from '../../operator/terminal/describe.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { JsonOption } from '../../operator/terminal/program.ts';
import { toPlainText } from '../../operator/terminal/table.ts';
import type { CommandContext } from '../tool/command-context.ts';
import { checkAccounts } from './checks/accounts.ts';
import { checkClock } from './checks/clock.ts';
import { checkConfiguration } from './checks/configuration.ts';
import { checkKey } from './checks/key.ts';
import { checkPending } from './checks/pending.ts';
import { checkQueues } from './checks/queues.ts';
import { checkSessions } from './checks/sessions.ts';
import { checkTables } from './checks/tables.ts';
import { checkTelegram } from './checks/telegram.ts';
import { checkUsers } from './checks/users.ts';
import type { Check, Finding } from './finding.ts';

/** They need nothing of each other. */
const parts = [checkTables, checkQueues, checkKey, checkClock];

/** They read the tables. */
const contents = [checkConfiguration, checkSessions, checkAccounts, checkUsers, checkPending, checkTelegram];

/**
 * `doctor`: looks at everything that an operator would look at, changes nothing, and connects with no account.
 * @throws RefusedError when something is wrong, after all has been told.
 */
export async function doctor(context: CommandContext, { json }: JsonOption): Promise<void> {
  const { terminal } = context;
  const findings = await examine(context);
  const groups = groupFindings(findings);
  const wrongCount = groups.filter(([{ state }]) => state === 'wrong').length;
  const waitCount = groups.filter(([{ state }]) => state === 'waiting').length;
  if (json) {
    terminal.print(JSON.stringify({ well: wrongCount + waitCount === 0, findings }, null, 2));
  } else {
    for (const group of groups) {
      printGroup(context, group);
    }
  }
  if (wrongCount > 0) {
    throw new RefusedError(wrongCount === 1 ? 'One thing is wrong.' : `${wrongCount} things are wrong.`);
  }
  const unfinished = findings.reduce((sum, finding) => sum + (finding.unfinished ?? 0), 0);
  terminal.note(describeHealth(waitCount, unfinished));
}

function describeHealth(waitCount: number, unfinished: number): string {
  if (waitCount === 0 && unfinished === 0) {
    return 'All is well.';
  }
  const jobs = unfinished === 1 ? '1 job is unfinished' : `${unfinished} jobs are unfinished`;
  if (waitCount === 0) {
    return `Nothing is wrong. ${jobs}, and none of them is late.`;
  }
  const waits = waitCount === 1 ? 'something waits' : `${waitCount} things wait`;
  return `Nothing is wrong, but ${waits} for long.${unfinished === 0 ? '' : ` ${jobs}.`}`;
}

/** Where a table is gone, what would be read from it is skipped, so that the cause stands alone. */
export async function examine(context: CommandContext): Promise<Finding[]> {
  const first = mergeFailures(await runChecks(context, parts));
  const broken = first.find(({ check, state }) => check.startsWith('table') && state === 'wrong');
  if (broken !== undefined) {
    const detail = `not looked at, because of ${broken.check}`;
    return [...first, ...contents.map(({ name }) => ({ check: name, state: 'skipped' as const, detail }))];
  }
  return mergeFailures([...first, ...(await runChecks(context, contents))]);
}

async function runChecks(context: CommandContext, checks: Check[]): Promise<Finding[]> {
  return (await Promise.all(checks.map((check) => runCheck(context, check)))).flat();
}

async function runCheck(context: CommandContext, { name, run }: Check): Promise<Finding[]> {
  try {
    return await run(context);
  } catch (error) {
    const mend = 'mend that, then run doctor again';
    return [{ check: name, state: 'wrong', detail: describeFailure(error), mend }];
  }
}

/** One cause that several checks have failed for, such as missing credentials, is told once. */
function mergeFailures(findings: Finding[]): Finding[] {
  const groups = Map.groupBy(findings, ({ check, state, detail, cause }) =>
    state === 'wrong' && cause === undefined ? detail : `${check} ${detail}`,
  );
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : { ...first, check: [first, ...rest].map(({ check }) => check).join(', ') },
  );
}

type Group = [first: Finding, ...others: Finding[]];

/** Findings of one cause are printed together: forty accounts with the same trouble are one thing that is wrong. */
function groupFindings(findings: Finding[]): Group[] {
  const groups = Map.groupBy(findings, ({ check, state, cause }) => `${state} ${cause ?? `of ${check}`}`);
  return [...groups.values()] as Group[];
}

const marks = { ok: 'ok     ', wrong: 'WRONG  ', waiting: 'waiting', skipped: 'skipped' };
const maxChecksNamed = 5;

function printGroup({ terminal }: CommandContext, group: Group): void {
  const [{ state, detail, mend }, ...others] = group;
  terminal.print(`${marks[state]}  ${describeChecks(group)}: ${toPlainText(detail)}`);
  if (mend !== undefined) {
    terminal.print(`         to mend it: ${mend}`);
  }
  if (mend !== undefined && others.some((other) => other.mend !== mend)) {
    terminal.print('         then the same for each of the others');
  }
}

function describeChecks(group: Group): string {
  const names = group.slice(0, maxChecksNamed).map(({ check }) => check);
  const rest = group.length - names.length;
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
}
