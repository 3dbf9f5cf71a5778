import { exportMethod, listMethod } from '../../../functions/core/rpc/methods.ts';
import { parseRpcError } from '../../../functions/core/rpc/rpc-error.ts';
import type { RpcErrorClass } from '../../../functions/core/rpc/rpc-error-class.ts';
import type { FaultAction } from '../../../telegram-emulator/faults.ts';
import { authKeyIndex } from '../../../telegram-emulator/world/world.ts';
import { formsOfKey } from '../find-secrets.ts';
import { accept } from '../follow-jobs.ts';
import { seedAccount, type TestAccount } from '../seed-account.ts';
import { finish, moved, type Scene } from './scene.ts';

/** An error of each class, as Telegram words it. */
const errors: Record<RpcErrorClass, [code: number, message: string]> = {
  input: [400, 'CHAT_ID_INVALID'],
  rights: [400, 'CHAT_ADMIN_REQUIRED'],
  flood: [420, 'FLOOD_WAIT_900'],
  account_halted: [400, 'PEER_FLOOD'],
  session_dead: [401, 'AUTH_KEY_UNREGISTERED'],
  app: [400, 'API_ID_INVALID'],
  moved: [303, 'USER_MIGRATE_4'],
  transient: [500, 'RPC_CALL_FAIL'],
  bug: [400, 'INPUT_FETCH_ERROR'],
  unknown: [400, 'NEVER_HEARD_OF'],
};

/** The calls that a job can make, and a peer that leads to each. The first call also introduces the client. */
const stages: [method: string, peerOf: (account: TestAccount) => string][] = [
  ['contacts.resolveUsername', ({ peer }) => peer],
  ['messages.checkChatInvite', () => 'https://t.me/+AAAAAAAAAAAAAAAA'],
  ['messages.getDialogs', () => '-1001999999999'],
  [exportMethod, ({ peer }) => peer],
  [listMethod, ({ peer }) => peer],
];

/** Every class of error, answered to every call that a job can make. */
export async function driveRpcErrors(scene: Scene): Promise<void> {
  for (const [index, [method, peerOf]] of stages.entries()) {
    await Promise.all(
      Object.entries(errors).map(async ([errorClass, [code, message]]) => {
        if (parseRpcError(code, message).class !== errorClass) {
          throw new Error(`${message} is no ${errorClass}`);
        }
        const account = await seedAccount(scene.service, `s${index}_${errorClass}`);
        const { inject } = scene.service.telegram.faults;
        const userId = account.user.id;
        const isList = method === listMethod;
        if (isList) {
          // Only an outcome that nobody knows has the links listed.
          inject({
            method: exportMethod,
            userId,
            action: { type: 'rpc-error', code: 500, message: 'TIMEOUT' },
          });
        }
        inject({ method, userId, action: { type: 'rpc-error', code, message } });
        const jobId = await accept(scene.service, { account: account.account, peer: peerOf(account) });
        await moved(scene, jobId, isList ? 2 : 1);
        finish(scene, `${method} answered with ${errorClass}`);
      }),
    );
  }
  refuseUnmet(scene);
}

/** A fault that met no call drove no path. */
function refuseUnmet({ service }: Scene): void {
  const unmet = service.telegram.faults.pending();
  if (unmet > 0) {
    throw new Error(`${unmet} faults met no call`);
  }
}

/** What a connection can do instead of answering. */
const breaks: [name: string, action: FaultAction][] = [
  ['closed before the call', { type: 'close-before' }],
  ['closed after the call', { type: 'close-after' }],
  ['silent before the call', { type: 'silence', isExecuted: false }],
  ['silent after the call', { type: 'silence', isExecuted: true }],
];

/** Connections that break, keys that Telegram has forgotten, and a Telegram that cannot be reached. */
export async function driveBrokenConnections(scene: Scene): Promise<void> {
  const { faults } = scene.service.telegram;
  await Promise.all([
    ...[exportMethod, 'contacts.resolveUsername'].flatMap((method, index) =>
      breaks.map(async ([name, action]) => {
        const account = await seedAccount(scene.service, `b${index}_${name.replaceAll(' ', '_')}`);
        faults.inject({ method, userId: account.user.id, action });
        await driveJob(scene, account);
        finish(scene, `${method}: ${name}`);
      }),
    ),
    driveForgottenKey(scene),
  ]);
  refuseUnmet(scene);
  const account = await seedAccount(scene.service, 'unreachable');
  await faults.refuseConnections(true);
  await driveJob(scene, account);
  await faults.refuseConnections(false);
  finish(scene, 'connect: refused');
}

async function driveForgottenKey(scene: Scene): Promise<void> {
  const account = await seedAccount(scene.service, 'forgotten');
  const { world, dcId, faults } = scene.service.telegram;
  const authKey = world.authKeys.get(authKeyIndex(dcId, account.authKeyIdHex));
  // With the data centre it is forgotten here too.
  scene.secrets['forgotten key'] = authKey === undefined ? [] : formsOfKey(authKey.key);
  faults.dropAuthKey(account.authKeyIdHex);
  await driveJob(scene, account);
  finish(scene, 'connect: a key that Telegram has forgotten');
}

async function driveJob(scene: Scene, { account, peer }: TestAccount): Promise<void> {
  await moved(scene, await accept(scene.service, { account, peer }));
}
