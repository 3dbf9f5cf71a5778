import { Api } from 'telegram/tl/index.js';
import { beforeAll, expect, test } from 'vitest';
import { loadTlLazily } from '../../../infra/bundle/load-tl-lazily.ts';
import { requireBundle } from './require-bundle.ts';

interface TlClass {
  new (args: object): { getBytes(): Buffer };
  CONSTRUCTOR_ID: number;
  SUBCLASS_OF_ID: number;
  className: string;
  classType: string;
}

interface Lazy {
  Api: typeof Api;
  LAYER: number;
  tlobjects: Record<number, TlClass>;
  BinaryReader: new (data: Buffer) => { tgReadObject(): unknown };
}

let lazy: Lazy;

/** Of gramjs's own Api, by full name. Its types know each class by itself, and not what all of them have. */
const eager: [string, TlClass][] = Object.entries(Api).flatMap(([name, member]) =>
  'CONSTRUCTOR_ID' in member
    ? [[name, member as unknown as TlClass]]
    : Object.entries(member).map(([inner, each]): [string, TlClass] => [`${name}.${inner}`, each as TlClass]),
);

function lazyClass(fullName: string) {
  const [space = '', inner] = fullName.split('.');
  // The same: what the types say of `account` is said of any space or class here.
  const member = lazy.Api[space as 'account'] as unknown as Record<string, TlClass>;
  return (inner === undefined ? member : member[inner]) as TlClass;
}

beforeAll(async () => {
  const source = `
    export { Api } from 'telegram/tl/index.js';
    export { LAYER, tlobjects } from 'telegram/tl/AllTLObjects.js';
    export { BinaryReader } from 'telegram/extensions/BinaryReader.js';`;
  lazy = await requireBundle(source, [loadTlLazily]);
});

test('every class of gramjs is there, by its name and by its id', () => {
  expect(eager.length).toBeGreaterThan(2000);
  function kindOf({ CONSTRUCTOR_ID, SUBCLASS_OF_ID, className, classType }: TlClass) {
    return [CONSTRUCTOR_ID, SUBCLASS_OF_ID, className, classType].join(' ');
  }
  for (const [name, each] of eager) {
    expect(kindOf(lazyClass(name))).toBe(kindOf(each));
  }

  function hasId([name]: [string, TlClass]) {
    return !name.startsWith('Tls');
  }
  for (const [name, each] of eager.filter(hasId)) {
    expect(lazy.tlobjects[each.CONSTRUCTOR_ID], name).toBe(lazyClass(name));
  }
});

test('what one writes the other reads', () => {
  function make({ Api: { messages, InputPeerChannel } }: Pick<Lazy, 'Api'>) {
    return new messages.ExportChatInvite({
      peer: new InputPeerChannel({ channelId: 5n as never, accessHash: -7n as never }),
      title: 'a title',
      usageLimit: 3,
    });
  }
  const bytes = make({ Api }).getBytes();
  expect(make(lazy).getBytes()).toEqual(bytes);
  const read = new lazy.BinaryReader(bytes).tgReadObject();
  expect(read).toBeInstanceOf(lazy.Api.messages.ExportChatInvite);
  expect(read).toMatchObject({ title: 'a title', usageLimit: 3 });
});

test('a class is made once, what there is not is undefined, and the layer is the same', () => {
  expect(lazy.Api.account.Password).toBe(lazy.Api.account.Password);
  expect(lazyClass('NoSuchThing')).toBeUndefined();
  expect(lazyClass('account.NoSuchThing')).toBeUndefined();
  expect(lazy.tlobjects[1]).toBeUndefined();
  expect(lazy.LAYER).toBe(198);
});

test('what would need all classes at once is refused', () => {
  expect(() => Object.keys(lazy.Api)).toThrow('cannot be listed');
});
