/** The address of a data centre. */
export interface DataCentreAddress {
  dcId: number;
  /** IPv4. */
  address: string;
  port: number;
}

/**
 * Telegram's data centres, as its desktop app has them built in.
 * @see https://core.telegram.org/api/datacenter
 */
export const productionDataCentres: DataCentreAddress[] = [
  { dcId: 1, address: '149.154.175.50', port: 443 },
  { dcId: 2, address: '149.154.167.51', port: 443 },
  { dcId: 3, address: '149.154.175.100', port: 443 },
  { dcId: 4, address: '149.154.167.91', port: 443 },
  { dcId: 5, address: '149.154.171.5', port: 443 },
];

/**
 * Telegram's test servers. Their accounts are separate from the production accounts.
 * @see https://core.telegram.org/api/auth#test-accounts
 */
export const testDataCentres: DataCentreAddress[] = [
  { dcId: 1, address: '149.154.175.10', port: 443 },
  { dcId: 2, address: '149.154.167.40', port: 443 },
  { dcId: 3, address: '149.154.175.117', port: 443 },
];

/**
 * The RSA key of the test servers, with the fingerprint b25898df208d2603. gramjs knows the production key only.
 * @see https://my.telegram.org/apps
 */
export const testServerKeyPem = `-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAyMEdY1aR+sCR3ZSJrtztKTKqigvO/vBfqACJLZtS7QMgCGXJ6XIR
yy7mx66W0/sOFa7/1mAZtEoIokDP3ShoqF4fVNb6XeqgQfaUHd8wJpDWHcR2OFwv
plUUI1PLTktZ9uW2WE23b+ixNwJjJGwBDJPQEQFBE+vfmH0JP503wr5INS1poWg/
j25sIWeYPHYeOrFp/eXaqhISP6G+q2IeTaWTXpwZj4LzXq5YOpk4bYEQ6mvRq7D1
aHWfYmlEGepfaYR8Q0YqvvhYtMte3ITnuSJs171+GDqpdKcSwHnd6FudwGO4pcCO
j4WcDuXc2CTHgH8gFTNhp/Y8/SpDOhvn9QIDAQAB
-----END RSA PUBLIC KEY-----`;
