/** The region that emulators have in common. */
export const localRegion = 'us-east-1';

/** Local servers want a signed request and check neither key nor signature. */
export const localClientSettings = {
  region: localRegion,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};
