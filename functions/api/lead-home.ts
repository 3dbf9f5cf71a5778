import type { ApiResponse } from './api-event.ts';
import type { ServeConsoleDeps } from './serve-console.ts';

/** GET /: leads to the console, or to the page of the API where the console is turned off. */
export function leadHome({ isConsoleOn }: Pick<ServeConsoleDeps, 'isConsoleOn'>) {
  return async function handleLeadHome(): Promise<ApiResponse> {
    const location = isConsoleOn ? '/console' : '/docs';
    return { statusCode: 302, headers: { location, 'cache-control': 'no-cache' }, body: '' };
  };
}
