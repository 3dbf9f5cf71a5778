/** A stored session and a known peer, as each rival is given them. */
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
  /** Where the bare line listens: a server that sends back what it is sent, over the same line. */
  linePort: number;
}
