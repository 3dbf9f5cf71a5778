import { builtinModules, createRequire } from 'node:module';
import type { ImportKind, Plugin } from 'esbuild';

const require = createRequire(import.meta.url);
const names = builtinModules.map((name) => name.replace('node:', '')).filter((name) => !name.startsWith('_'));

/** A `require` in a bundle stays as it is. */
const namespaces: Partial<Record<ImportKind, string>> = {
  'import-statement': 'builtin',
  'dynamic-import': 'builtin-later',
};

/**
 * Takes only the used exports of Node's own modules, and takes them without `import`. An `import` reads all exports and
 * calls every getter among them. A getter of `node:http` loads all of fetch, which took a third of the API's load time.
 */
export const requireBuiltins: Plugin = {
  name: 'require-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(node:)?(${names.join('|')})$`) }, ({ path, kind }) => {
      const namespace = namespaces[kind];
      return namespace === undefined ? undefined : { path: path.replace(/^(node:)?/, 'node:'), namespace };
    });
    onLoad({ filter: /^/, namespace: 'builtin' }, ({ path }) => ({ contents: exportAll(path) }));
    onLoad({ filter: /^/, namespace: 'builtin-later' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
  },
};

/** An ES module that keeps only the exports that are imported from it. */
function exportAll(path: string): string {
  const lines = Object.keys(require(path))
    .filter((name) => name !== 'default')
    .map(
      (name, index) => `const e${index} = /* @__PURE__ */ take('${name}'); export { e${index} as ${name} };`,
    );
  return [
    `const all = process.getBuiltinModule('${path}');`,
    'const take = (name) => all[name];',
    'export default all;',
    ...lines,
  ].join('\n');
}
