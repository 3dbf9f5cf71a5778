import { gunzipSync } from 'node:zlib';
import type { ApiEvent, ApiResponse } from './api-event.ts';
import { takesGzip } from './compress-answer.ts';
import { ProblemError } from './problem-error.ts';

/** What `console.json` holds, as the build has made it: infra/bundle/build-console.ts. */
export interface ConsoleAssets {
  contentSecurityPolicy: string;
  files: Record<string, ConsoleFile>;
}

interface ConsoleFile {
  contentType: string;
  etag: string;
  /** The gzipped file in base64. */
  gzip: string;
}

export interface ServeConsoleDeps {
  readAsset(name: 'console.json'): Promise<string>;
  /** False where the operator has turned the console off: then its paths do not exist. */
  isConsoleOn: boolean;
}

/** GET /console: the page. */
export function getConsole(deps: ServeConsoleDeps) {
  return function handleGetConsole(event: ApiEvent): Promise<ApiResponse> {
    return serveFile(deps, event, 'index.html');
  };
}

/** GET /console/{file}: its script, style or icon. */
export function getConsoleFile(deps: ServeConsoleDeps) {
  return function handleGetConsoleFile(event: ApiEvent): Promise<ApiResponse> {
    return serveFile(deps, event, event.pathParameters?.file ?? '');
  };
}

async function serveFile(
  { readAsset, isConsoleOn }: ServeConsoleDeps,
  event: ApiEvent,
  name: string,
): Promise<ApiResponse> {
  if (!isConsoleOn) {
    throw new ProblemError({ slug: 'not-found', detail: 'The console of this service is turned off.' });
  }
  const { contentSecurityPolicy, files }: ConsoleAssets = JSON.parse(await readAsset('console.json'));
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (file === undefined) {
    throw new ProblemError({ slug: 'not-found', detail: 'The console has no such file. It is at /console.' });
  }
  const headers = {
    // The page and its script are of one release: each use asks whether they are still current.
    'cache-control': 'no-cache',
    'content-security-policy': contentSecurityPolicy,
    etag: file.etag,
    'referrer-policy': 'no-referrer',
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
  };
  if (event.headers['if-none-match']?.includes(file.etag)) {
    return { statusCode: 304, headers };
  }
  const gzipped = Buffer.from(file.gzip, 'base64');
  return takesGzip(event)
    ? {
        statusCode: 200,
        headers: { ...headers, 'content-type': file.contentType, 'content-encoding': 'gzip' },
        body: file.gzip,
        isBase64Encoded: true,
      }
    : {
        statusCode: 200,
        headers: { ...headers, 'content-type': file.contentType },
        body: gunzipSync(gzipped).toString('utf8'),
      };
}
