import type { LocalService } from './local-service.ts';

/** Kills every worker there is, as the end of its machine would. */
export async function killWorkers(service: LocalService): Promise<void> {
  const pids = service.system.stack.functionPids().worker ?? [];
  const ended = pids.map((pid) =>
    service.events.waitFor(
      (event): event is never => event.type === 'process-ended' && (event as { pid?: number }).pid === pid,
    ),
  );
  for (const pid of pids) {
    process.kill(pid, 'SIGKILL');
  }
  await Promise.all(ended);
}
