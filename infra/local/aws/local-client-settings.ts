import { localRegion } from './resolve-intrinsics.ts';

/** Local servers want a signed request and check neither key nor signature. */
export const localClientSettings = {
  region: localRegion,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};
