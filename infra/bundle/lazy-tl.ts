/**
 * The classes of gramjs's TL schema, each made on its first use. Runs inside the worker's bundle, and saves the 45 ms
 * that gramjs takes for all 2144.
 *
 * @param schema one definition a line, after the full name of its class and a space. A separator line comes before the
 * functions.
 * @param makeClass makes the class of one definition.
 */
export function createLazyTl<C extends object>(
  schema: string,
  makeClass: (definition: string, isFunction: boolean) => C,
) {
  const functionsAt = schema.indexOf('\n---functions---\n');
  const made = new Map<string, C>();
  const spaces = new Map<string, object>();
  /** The results of earlier lookups by id, unknown ids included. Each message causes some lookups, and the schema is long. */
  const byId = new Map<string, C | undefined>();

  return {
    /** `Api.InputPeerSelf`, `Api.account.Password`. */
    Api: readOnly((name) => spaces.get(name) ?? getClass(name) ?? getSpace(name)),
    /**
     * By constructor id, as BinaryReader looks them up. A definition without an id is never found, because it is never
     * sent.
     */
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

/** Only a read of a property by its name works. Everything else would need all classes, so it throws. */
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
