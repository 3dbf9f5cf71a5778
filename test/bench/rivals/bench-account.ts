/** A stored session and a known peer, as each rival gets them. */
export interface BenchAccount {
  host: string;
  port: number;
  dcId: number;
  /** The 256 bytes of the auth key, base64. Each rival has its own. */
  authKey: string;
  userId: string;
  /** The channel that links are made for. */
  channelId: string;
  accessHash: string;
  /** The port of the echo server for the bare line. It has the same round trip. */
  linePort: number;
}
