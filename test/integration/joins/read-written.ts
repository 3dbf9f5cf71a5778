import { readRows } from '../error-paths/scene.ts';
import type { Written } from '../find-secrets.ts';
import type { LocalService } from '../local-service.ts';

/** Every row of every table, every message of every queue, and every line that a function wrote. */
export async function readWritten(service: LocalService): Promise<Written[]> {
  const { tables } = service.system.stack.settings;
  const rows = await Promise.all(tables.map(({ create }) => readRows({ service }, create.TableName)));
  return [...rows.flat(), ...(await readQueues(service)), ...service.lines.recorded];
}

/** What the queues hold, hidden messages and those of dead-letter queues included. Nothing is taken out. */
export async function readQueues({ system: { stack } }: LocalService): Promise<Written[]> {
  return Promise.all(
    stack.settings.queues.map(async ({ queueName }) => {
      const answer = await fetch(`${stack.endpoints.sqs}/_fauxqs/queues/${queueName}`);
      if (!answer.ok) {
        throw new Error(`${queueName}: ${answer.status}`);
      }
      return { name: queueName, text: await answer.text() };
    }),
  );
}

/** The texts in which a user id stands by itself, or one of these names. */
export function findTraces(written: Written[], people: { userId: string; names: string[] }[]): Written[] {
  const ids = people.map(({ userId }) => `(?<!\\d)${userId}(?!\\d)`);
  const names = people.flatMap((person) => person.names);
  const trace = new RegExp([...ids, ...names].join('|'));
  return written.filter(({ text }) => trace.test(text));
}
