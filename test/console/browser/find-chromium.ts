import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const places = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** The browser of this machine: the one that CHROMIUM names, else the first on the path. Undefined where there is none. */
export function findChromium(env: Record<string, string | undefined>): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter);
  const candidates = [
    ...(env.CHROMIUM ? [env.CHROMIUM] : []),
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
    ...places,
  ];
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
