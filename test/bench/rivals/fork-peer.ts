import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of this benchmark. It answers messages with messages, and ends when its channel closes. */
export interface PeerProcess<Request, Answer> {
  /** Its next message. @throws Error when it ends before. */
  receive(): Promise<Answer>;
  send(request: Request): void;
  close(): Promise<void>;
}

/**
 * @param name the script beside this file. Its stderr is shown, its stdout is not.
 * @param env its whole environment; that of this process unless given.
 */
export function forkPeer<Request extends object, Answer>(
  name: string,
  args: string[] = [],
  env?: Record<string, string>,
): PeerProcess<Request, Answer> {
  const child = fork(fileURLToPath(new URL(name, import.meta.url)), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    ...(env ? { env } : {}),
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    receive: () => receive<Answer>(child, name),
    send: (request) => void child.send(request),
    async close() {
      if (child.connected) {
        child.disconnect();
      }
      await ended;
    },
  };
}

function receive<Answer>(child: ChildProcess, name: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    function onMessage(answer: unknown) {
      child.off('exit', onExit);
      resolve(answer as Answer);
    }

    function onExit(code: number | null) {
      child.off('message', onMessage);
      reject(new Error(`${name} ended with ${code} before it answered`));
    }
    child.once('message', onMessage);
    child.once('exit', onExit);
    if (child.exitCode !== null) {
      onExit(child.exitCode);
    }
  });
}
