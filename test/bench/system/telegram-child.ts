import { startDataCentre } from '../../../telegram-emulator/data-centre.ts';
import { DEFAULT_FLOOD_LIMITS } from '../../../telegram-emulator/flood-policy.ts';
import { createWorld } from '../../../telegram-emulator/world/world.ts';
import type { Answers, BenchTelegram, Question, TelegramAccount } from './telegram-process.ts';

/*
 * The child process of startTelegramProcess. Its arguments are the round trip in milliseconds and the number of
 * accounts. First it sends the server and the accounts. Then it answers questions, one at a time. It ends with its parent.
 */
const [roundTripMs = 0, accountCount = 0] = process.argv.slice(2).map(Number);

process.on('disconnect', () => process.exit());

/** A limit that is never reached. */
const unlimited = { capacity: 1e9, refillPerMinute: 1e9, penaltySeconds: 0 };

const world = createWorld();
const dataCentre = await startDataCentre({
  world,
  floodLimits: Object.fromEntries(Object.keys(DEFAULT_FLOOD_LIMITS).map((method) => [method, unlimited])),
});
dataCentre.faults.setRoundTripMs(roundTripMs);

const accounts = Array.from({ length: accountCount }, (_, index): TelegramAccount => {
  const name = `bench_${index + 1}`;
  const user = world.addUser({ phone: `99966${20_000 + index}`, firstName: name });
  const username = `${name}_news`;
  const channel = world.addChannel({ title: name, username, creator: user });
  return {
    name,
    userId: user.id.toString(),
    authKey: world.mintAuthKey(user, dataCentre.dcId).authKey.toString('base64'),
    peer: `@${username}`,
    channelId: channel.id.toString(),
    accessHash: world.accessHash(user.id, 'channel', channel.id).toString(),
  };
});

const { host, port, dcId, publicKeyPem } = dataCentre;
const started: BenchTelegram = { host, port, dcId, publicKeyPem, accounts };
process.send?.(started);
process.on('message', (question: Question) => process.send?.(answer(question)));

function answer(question: Question): Answers[keyof Answers] {
  const { ledger } = dataCentre;
  switch (question.about) {
    case 'links':
      return ledger.linksMade();
    case 'calls':
      return ledger.calls.map(({ method }) => method);
    case 'join':
      return question.links.map(joinBy);
    case 'revoked':
      return question.links.map((link) => ledger.changesOf(link).find(isRevocation)?.atMs ?? 0);
  }
}

function joinBy(link: string): string {
  const user = world.addUser({ phone: `99967${world.users.size}`, firstName: 'Visitor' });
  world.joinByLink(link, user);
  return user.id.toString();
}

function isRevocation({ type }: { type: string }): boolean {
  return type === 'revoked';
}
