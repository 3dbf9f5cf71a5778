import { createHash } from 'node:crypto';

export function sha1(...parts: Buffer[]): Buffer {
  return digest('sha1', parts);
}

export function sha256(...parts: Buffer[]): Buffer {
  return digest('sha256', parts);
}

function digest(algorithm: string, parts: Buffer[]): Buffer {
  const hash = createHash(algorithm);
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest();
}
