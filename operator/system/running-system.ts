/**
 * Whether the system still runs that wrote a `state.json`. One that was killed leaves the file behind, and what listens at
 * its addresses may be another by then.
 */
export function isStillRunning({ processes }: { processes?: { main?: number } }): boolean {
  if (processes?.main === undefined) {
    return true;
  }
  try {
    return process.kill(processes.main, 0);
  } catch (error) {
    // Not ours to send signals to, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
