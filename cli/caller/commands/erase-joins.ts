import type { JsonOption } from '../../../operator/terminal/program.ts';
import type { CallerContext } from '../caller-context.ts';
import { formatCount } from '../format.ts';

/** `joins erase`: nothing of a person is stored afterwards. It may be repeated. */
export async function eraseJoins(
  { client, print }: CallerContext,
  userId: string,
  { json }: JsonOption,
): Promise<void> {
  const { body } = await client<{ user_id: string; erased: number }>({
    method: 'DELETE',
    path: `/v1/joins?user_id=${userId}`,
  });
  if (json) {
    print(JSON.stringify(body, null, 2));
    return;
  }
  const rows = `${formatCount(body.erased)} ${body.erased === 1 ? 'row' : 'rows'}`;
  print(body.erased === 0 ? `Nothing is stored of user ${userId}.` : `User ${userId} is forgotten: ${rows}.`);
}
