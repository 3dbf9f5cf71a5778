import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readBody } from 'node:stream/consumers';
import type { CountedRequest } from '../count-requests.ts';

/** As long as the data keys that KMS wraps. */
const wrappedBytes = 184;

/**
 * Answers GenerateDataKey and Decrypt as KMS does, without its security: a wrapped key is a name, and is opened under its own
 * context only. It reports each request.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
 */
export async function startKmsServer(onRequest: (request: CountedRequest) => void) {
  const dataKeys = new Map<string, { Plaintext: string; context: string }>();

  function answer(operation: string, body: Record<string, unknown>): Record<string, unknown> | undefined {
    const context = JSON.stringify(body.EncryptionContext);
    if (operation === 'GenerateDataKey') {
      const CiphertextBlob = randomBytes(wrappedBytes).toString('base64');
      const Plaintext = randomBytes(32).toString('base64');
      dataKeys.set(CiphertextBlob, { Plaintext, context });
      return { CiphertextBlob, Plaintext, KeyId: body.KeyId };
    }
    const known = dataKeys.get(String(body.CiphertextBlob));
    return known?.context === context ? { Plaintext: known.Plaintext, KeyId: body.KeyId } : undefined;
  }

  const server = createServer((incoming, response) => {
    const fromMs = performance.now();
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    readBody(incoming).then(
      (text) => {
        onRequest({ operation, body: '', capacityUnits: 0, fromMs, untilMs: performance.now() });
        const found = answer(operation, JSON.parse(text));
        response
          .writeHead(found === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify(found ?? { __type: 'InvalidCiphertextException' }));
      },
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
