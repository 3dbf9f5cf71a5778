import type { CommandContext } from '../tool/command-context.ts';

/** `secret`: prints the tenant's signing secret, and nothing else on the output, so that it can be piped. */
export async function showSecret(
  { system, terminal, now }: CommandContext,
  { rotate }: { rotate?: true },
): Promise<void> {
  const { tenantId, webhookSecrets } = system;
  const { secret, previousUntilMs } = rotate
    ? await webhookSecrets.rotateSecret(tenantId, now())
    : await webhookSecrets.getSecrets(tenantId, now());
  terminal.print(secret);
  if (previousUntilMs !== undefined) {
    const until = new Date(previousUntilMs).toISOString();
    terminal.note(
      `The secret before it signs beside it until ${until}: give this one to your receivers by then.`,
    );
  }
}
