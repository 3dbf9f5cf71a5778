// The health check of the container: ends with 0 when the API answers.
const signal = AbortSignal.timeout(8_000);
const isWell = await fetch('http://127.0.0.1:3000/v1/health', { signal }).then(
  ({ ok }) => ok,
  () => false,
);
process.exitCode = isWell ? 0 : 1;
