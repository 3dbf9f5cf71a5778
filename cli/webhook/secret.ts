import type { ToolContext } from '../tool/command-context.ts';

/** `secret`: prints the tenant's signing secret, and nothing else on the output, so that it can be piped. */
export async function showSecret(
  { place, terminal, now }: ToolContext,
  { rotate }: { rotate?: true },
): Promise<void> {
  const { tenantId, webhookSecrets } = place;
  const { secret, previousUntilMs } = rotate
    ? await webhookSecrets.rotateSecret(tenantId, now())
    : await webhookSecrets.getSecrets(tenantId, now());
  terminal.say(secret);
  if (previousUntilMs !== undefined) {
    const until = new Date(previousUntilMs).toISOString();
    terminal.note(
      `The secret before it signs beside it until ${until}: give this one to your receivers by then.`,
    );
  }
}
