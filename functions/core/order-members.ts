/**
 * An object with its members in one order, and those of the objects in it: the ones of `first` as they stand there, then the
 * others by name. DynamoDB gives the members of a map back in any order, and a caller who compares or hashes two bodies would
 * see a change where there is none.
 * @param inner the `first` of the objects in it, by the member that each is.
 */
export function orderMembers<T extends object>(
  object: T,
  first: readonly string[],
  inner: Record<string, readonly string[]> = {},
): T {
  const members = new Map(Object.entries(object));
  const others = [...members.keys()].filter((name) => !first.includes(name)).sort();
  const names = [...first.filter((name) => members.has(name)), ...others];
  const ordered = names.map((name) => {
    const member = members.get(name);
    const isObject = typeof member === 'object' && member !== null && !Array.isArray(member);
    return [name, isObject ? orderMembers(member, inner[name] ?? []) : member];
  });
  // The same members with the same values.
  return Object.fromEntries(ordered) as T;
}
