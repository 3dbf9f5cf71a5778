/**
 * The classes of gramjs's TL schema, each made when it is first asked for. Runs inside the worker's bundle, in place of the
 * 45 ms in which gramjs makes all 2144.
 *
 * @param schema one definition a line, after its class's full name and a space; functions after a line of their own.
 * @param makeClass makes the class of one definition.
 */
export function createLazyTl<C extends object>(
  schema: string,
  makeClass: (definition: string, isFunction: boolean) => C,
) {
  const functionsAt = schema.indexOf('\n---functions---\n');
  const made = new Map<string, C>();
  const spaces = new Map<string, object>();
  /** Of ids looked up before, unknown ones too: every message that arrives asks for some, and the schema is long. */
  const byId = new Map<string, C | undefined>();

  return {
    /** `Api.InputPeerSelf`, `Api.account.Password`. */
    Api: readOnly((name) => spaces.get(name) ?? getClass(name) ?? getSpace(name)),
    /** By constructor id, as BinaryReader looks them up. Definitions without an id are not found, and never sent. */
    tlobjects: readOnly((constructorId) => {
      if (!byId.has(constructorId)) {
        byId.set(constructorId, getById(constructorId));
      }
      return byId.get(constructorId);
    }),
  };

  function getClass(fullName: string): C | undefined {
    const known = made.get(fullName);
    if (known !== undefined) {
      return known;
    }
    const at = schema.indexOf(`\n${fullName} `);
    if (at === -1) {
      return undefined;
    }
    const start = at + fullName.length + 2;
    const found = makeClass(schema.slice(start, schema.indexOf('\n', start)), at > functionsAt);
    made.set(fullName, found);
    return found;
  }

  function getSpace(name: string): object | undefined {
    const known = spaces.get(name);
    if (known !== undefined || !schema.includes(`\n${name}.`)) {
      return known;
    }
    const space = readOnly((inner) => getClass(`${name}.${inner}`));
    spaces.set(name, space);
    return space;
  }

  function getById(constructorId: string): C | undefined {
    const at = schema.indexOf(`#${Number(constructorId).toString(16)} `);
    if (at === -1) {
      return undefined;
    }
    const start = schema.lastIndexOf('\n', at) + 1;
    return getClass(schema.slice(start, schema.indexOf(' ', start)));
  }
}

/** Everything but reading a property by its name would need all classes: it throws. */
function readOnly(get: (name: string) => object | undefined): object {
  function refuse(): never {
    throw new Error('the TL classes of a bundle are made when they are asked for, and cannot be listed');
  }
  return new Proxy(
    {},
    {
      get: (_, name) => (typeof name === 'string' ? get(name) : undefined),
      has: (_, name) => typeof name === 'string' && get(name) !== undefined,
      ownKeys: refuse,
      set: refuse,
    },
  );
}
