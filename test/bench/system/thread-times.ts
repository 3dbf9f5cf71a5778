import { readdirSync, readFileSync } from 'node:fs';

/**
 * The processor time of all threads of a process that live, in milliseconds. /proc/PID/stat counts in hundredths of a second,
 * which is too coarse for one invocation. Undefined where the system does not tell.
 * @see https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
 */
export function readThreadTimeMs(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/task`)
      .map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'))
      .reduce((sum, text) => sum + Number(text.split(' ')[0]) / 1e6, 0);
  } catch {
    return undefined;
  }
}
