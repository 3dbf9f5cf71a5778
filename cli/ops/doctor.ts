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
  const count = findings.filter(({ state }) => state === 'wrong').length;
  const waitCount = findings.filter(({ state }) => state === 'waiting').length;
  if (json) {
    terminal.print(JSON.stringify({ well: count + waitCount === 0, findings }, null, 2));
  } else {
    for (const finding of findings) {
      printFinding(context, finding);
    }
  }
  if (count > 0) {
    throw new RefusedError(count === 1 ? 'One thing is wrong.' : `${count} things are wrong.`);
  }
  terminal.note(
    waitCount === 0
      ? 'All is well.'
      : `Nothing is wrong, but ${waitCount === 1 ? 'something waits' : `${waitCount} things wait`} for long.`,
  );
}

/** Where a table is gone, what would be read from it is skipped, so that the cause stands alone. */
export async function examine(context: CommandContext): Promise<Finding[]> {
  const first = mergeFailures((await Promise.all(parts.map((check) => runCheck(context, check)))).flat());
  const broken = first.find(({ check, state }) => check.startsWith('table') && state === 'wrong');
  if (broken !== undefined) {
    const detail = `not looked at, because of ${broken.check}`;
    return [...first, ...contents.map(({ name }) => ({ check: name, state: 'skipped' as const, detail }))];
  }
  return [...first, ...(await Promise.all(contents.map((check) => runCheck(context, check)))).flat()];
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
  const groups = Map.groupBy(findings, ({ check, state, detail }) =>
    state === 'wrong' ? detail : `${check} ${detail}`,
  );
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : { ...first, check: [first, ...rest].map(({ check }) => check).join(', ') },
  );
}

const marks = { ok: 'ok     ', wrong: 'WRONG  ', waiting: 'waiting', skipped: 'skipped' };

function printFinding({ terminal }: CommandContext, { check, state, detail, mend }: Finding): void {
  terminal.print(`${marks[state]}  ${check}: ${toPlainText(detail)}`);
  if (mend !== undefined) {
    terminal.print(`         to mend it: ${mend}`);
  }
}
