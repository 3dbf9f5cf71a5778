import { resumeAccount } from '../../../functions/core/resume-account.ts';
import { type Bench, findAccount } from './bench.ts';

/** `resume NAME`: the account has been repaired; it works again, and its blocked jobs go on. */
export async function resume(bench: Bench, name: string): Promise<void> {
  const { place, terminal, now } = bench;
  const { accountId } = await findAccount(bench, name);
  const released = await resumeAccount({ ...place.accounts, ...place.jobs, now }, accountId);
  terminal.say(
    `${name} is active. Jobs released: ${released ?? 0}. The sweeper sends them within a minute or two.`,
  );
}
