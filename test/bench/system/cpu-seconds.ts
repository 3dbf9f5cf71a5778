import { readFile } from 'node:fs/promises';

/** USER_HZ, the unit of times in /proc. */
const ticksPerSecond = 100;

/** The processor time that a process itself has used so far. Undefined on systems other than Linux. */
export async function readCpuSeconds(pid: number): Promise<number | undefined> {
  if (process.platform !== 'linux') {
    return undefined;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The second field, a name in brackets, may hold spaces. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const [userTicks, systemTicks] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return ((userTicks ?? 0) + (systemTicks ?? 0)) / ticksPerSecond;
}
