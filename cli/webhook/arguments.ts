import { UsageError } from '../../operator/terminal/operator-errors.ts';

/** Beside the port of `npm start`. */
export const defaultPort = 3001;

/** @throws UsageError */
export function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new UsageError('A port is a number from 0 to 65535.');
  }
  return Number(text);
}
