/** The error of a refused call: Telegram's code and type (https://core.telegram.org/api/errors). */
export class RpcError extends Error {
  readonly code: number;
  readonly type: string;

  constructor(code: number, type: string) {
    super(type);
    this.name = 'RpcError';
    this.code = code;
    this.type = type;
  }
}

export function badRequest(type: string): RpcError {
  return new RpcError(400, type);
}
