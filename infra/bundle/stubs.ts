/** Replaces a module that the functions never need in a bundle. */
export interface Stub {
  /** The name by which other packages import it, or its path in node_modules. */
  module: string;
  /** The reason why the functions do not need it. */
  because: string;
  /** An ES module with the exports that are imported from the real one. */
  contents: string;
}

const inEnvironment = 'Lambda gives a function its credentials in environment variables';

export const stubs: readonly Stub[] = [
  unreached('@aws-sdk/credential-provider-http', ['fromHttp'], inEnvironment),
  unreached('@aws-sdk/credential-provider-ini', ['fromIni'], inEnvironment),
  unreached('@aws-sdk/credential-provider-process', ['fromProcess'], inEnvironment),
  unreached('@aws-sdk/credential-provider-sso', ['fromSSO'], inEnvironment),
  unreached('@aws-sdk/credential-provider-web-identity', ['fromTokenFile'], inEnvironment),
  unreached(
    '@smithy/credential-provider-imds',
    ['fromContainerMetadata', 'fromInstanceMetadata', 'getInstanceMetadataEndpoint', 'httpRequest'],
    inEnvironment,
  ),
  unreached(
    '@smithy/core/event-streams',
    ['EventStreamSerde', 'eventStreamSerdeProvider'],
    'no operation of DynamoDB, SQS or KMS that is called here streams',
  ),
  unreached(
    'telegram/extensions/PromisedNetSockets',
    ['PromisedNetSockets'],
    'connections are made over a socket of ours (guarded-socket.ts), never through a proxy',
  ),
  unreached(
    'telegram/extensions/PromisedWebSockets',
    ['PromisedWebSockets'],
    'connections are made over a socket of ours (guarded-socket.ts)',
  ),
  {
    module: 'telegram',
    because: 'the network layer wants the helpers alone, and TelegramClient is never made',
    contents: `export * as helpers from 'telegram/Helpers.js'`,
  },
  {
    module: 'pako',
    because: 'Node has zlib; like inflate of pako, unzipSync takes gzip and zlib alike',
    // Few answers are compressed, so zlib is loaded only for the first one.
    contents: `export const inflate = (data) => process.getBuiltinModule('node:zlib').unzipSync(data)`,
  },
  {
    module: 'async-mutex',
    because: 'these are its own ES modules; CommonJS would get others, and a copy of tslib with them',
    contents: `export { Mutex } from 'async-mutex'`,
  },
  {
    module: '@aws-sdk/endpoint-cache',
    because: 'a client makes one, and asks it nothing unless endpoint discovery is turned on',
    contents: `
      const refuse = () => { throw new Error('endpoint discovery is not in this bundle') };
      export class EndpointCache { getEndpoint = refuse; get = refuse; set = refuse; delete = refuse }`,
  },
];

/** Each of the exports throws an error with its name when it is called or constructed. */
function unreached(module: string, exports: readonly string[], because: string): Stub {
  const lines = exports.map(
    (name) =>
      `export function ${name}() { throw new Error('${name} of ${module} is not in this bundle: ${because}') }`,
  );
  return { module, because, contents: lines.join('\n') };
}
