import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { stubs } from './stubs.ts';

const byModule = new Map(stubs.map((stub) => [stub.module, stub]));
const lastSegments = stubs.map(({ module }) => module.split('/').at(-1)).join('|');

/** Replaces modules by the stubs in stubs.ts. The build fails when a stub lacks an export that is imported by name. */
export const stubModules: Plugin = {
  name: 'stub-modules',
  setup({ onResolve, onLoad }) {
    // `../` is how gramjs's network layer imports the package's own main module.
    onResolve(
      { filter: new RegExp(`^\\.\\./$|(^|/)(${lastSegments})$`) },
      ({ path, resolveDir, namespace }) => {
        const stub = namespace === 'stub' ? undefined : byModule.get(nameModule(path, resolveDir));
        return stub && { path: stub.module, namespace: 'stub', pluginData: resolveDir };
      },
    );
    onLoad({ filter: /^/, namespace: 'stub' }, ({ path, pluginData: resolveDir }) => {
      const contents = byModule.get(path)?.contents;
      return contents === undefined ? undefined : { contents, resolveDir };
    });
  },
};

/** `../` from node_modules/telegram/network/ is `telegram`. */
function nameModule(path: string, resolveDir: string): string {
  if (!path.startsWith('.')) {
    return path;
  }
  const [, ...inModules] = join(resolveDir, path).replaceAll('\\', '/').split('/node_modules/');
  return inModules.at(-1)?.replace(/\/$/, '') ?? path;
}
