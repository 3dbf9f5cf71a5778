/** How many requests of a route pass. */
export interface Throttling {
  ratePerSecond: number;
  burst: number;
}

/**
 * A bucket of `burst` requests that the rate fills again.
 * @returns whether one more request passes now.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export function createThrottle(
  { ratePerSecond, burst }: Throttling,
  nowMs: () => number = () => performance.now(),
): () => boolean {
  let left = burst;
  let filledAtMs = nowMs();
  return function pass() {
    const atMs = nowMs();
    left = Math.min(burst, left + ((atMs - filledAtMs) / 1000) * ratePerSecond);
    filledAtMs = atMs;
    if (left < 1) {
      return false;
    }
    left -= 1;
    return true;
  };
}
