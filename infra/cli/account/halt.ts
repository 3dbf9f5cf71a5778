import { type Bench, findAccount } from './bench.ts';

/** `halt NAME`: stops an account; its jobs wait. A call that is being made is not broken off. */
export async function halt(bench: Bench, name: string): Promise<void> {
  const { place, terminal } = bench;
  const { accountId } = await findAccount(bench, name);
  await place.accounts.halt(accountId);
  terminal.say(`${name} is halted. Its jobs wait until: ${place.commandLine(`resume ${name}`)}`);
}
