import type { JoinRequest } from '../join/join.ts';
import type { Importer, ImporterList, ImporterOffset } from '../join/join-calls.ts';
import { importersMethod } from '../rpc/methods.ts';
import type { Look } from './look.ts';

/** Lists of people that one look reads. The rest waits for the next. */
const maxLists = 20;

/** Pages of one such list. */
const maxListPages = 5;

export type People = ReturnType<typeof createPeople>;

/** Who has joined, and who asks to. */
export function createPeople(look: Look) {
  const { run, telegram, entry, place } = look;
  let lists = 0;
  let requests: Map<string, JoinRequest> | undefined;
  return { list, stored, note, forget };

  /** The people of a link, newest first, not older than that. @returns undefined where they cannot be listed now. */
  async function list(
    of: ImporterList,
    sinceSeconds: number,
  ): Promise<{ importers: Importer[]; isAll: boolean } | undefined> {
    const importers: Importer[] = [];
    let offset: ImporterOffset | undefined;
    for (let page = 0; page < maxListPages; page += 1) {
      lists += 1;
      if (lists > maxLists) {
        return undefined;
      }
      const after = offset;
      const read = await look.call(importersMethod, () => telegram.listImporters(entry.inputPeer, of, after));
      if (read === undefined) {
        return undefined;
      }
      importers.push(...read.importers);
      offset = read.next;
      if (offset === undefined || offset.date < sinceSeconds) {
        return { importers, isAll: true };
      }
    }
    return { importers, isAll: false };
  }

  /** Requests that are stored, those of this look included. */
  async function stored(): Promise<JoinRequest[]> {
    requests ??= new Map((await run.listRequests(place)).map((each) => [each.userId, each]));
    return [...requests.values()];
  }

  function note(request: JoinRequest): void {
    requests?.set(request.userId, request);
  }

  function forget({ userId }: JoinRequest): void {
    requests?.delete(userId);
  }
}
