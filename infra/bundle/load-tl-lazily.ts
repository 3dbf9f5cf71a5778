import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const runtimePath = join(import.meta.dirname, 'lazy-tl.ts');
const require = createRequire(import.meta.url);

/**
 * Lets gramjs make its TL classes on first access (lazy-tl.ts). gramjs's own code still makes each class, from its own
 * full schema. Only the loop over all classes is replaced. The build fails when gramjs's sources look different.
 */
export const loadTlLazily: Plugin = {
  name: 'load-tl-lazily',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^tl-schema$/ }, ({ path, resolveDir }) => ({
      path,
      namespace: 'telegram',
      pluginData: resolveDir,
    }));
    onLoad({ filter: /^/, namespace: 'telegram' }, ({ pluginData: directory }) => {
      const [api, schema] = ['apiTl.js', 'schemaTl.js'].map((name) => require(join(directory, name)));
      return { contents: arrangeSchema(`${api}\n---types---\n${schema}`), loader: 'text' };
    });

    onLoad({ filter: /[\\/]telegram[\\/]tl[\\/]api\.js$/ }, async ({ path }) => ({
      contents: replaceIn(path, await readFile(path, 'utf8'), [
        ['const tlContent = require("./apiTl.js");\nconst schemeContent = require("./schemaTl.js");\n', ''],
        [
          'const api = buildApiFromTlSchema();\nmodule.exports = { Api: api };',
          `const { Api: api, tlobjects } = require(${JSON.stringify(runtimePath)}).createLazyTl(
             require('tl-schema'),
             (definition, isFunction) => {
               const text = isFunction ? '---functions---\\n' + definition : definition;
               const [classOrSpace] = Object.values(createClasses('all', parseTl(text)));
               return classOrSpace.CONSTRUCTOR_ID === undefined ? Object.values(classOrSpace)[0] : classOrSpace;
             },
           );
           module.exports = { Api: api, tlobjects };`,
        ],
      ]),
    }));

    onLoad({ filter: /[\\/]telegram[\\/]tl[\\/]AllTLObjects\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const loopAt = source.indexOf('const _1 = require("./");');
      if (loopAt === -1) {
        throw new Error(`${path} is not as load-tl-lazily.ts expects it`);
      }
      return { contents: `${source.slice(0, loopAt)}exports.tlobjects = require('./api').tlobjects;` };
    });

    // The module gives messages the methods of a TelegramClient, which no bundle has.
    onLoad({ filter: /[\\/]telegram[\\/]tl[\\/]index\.js$/ }, async ({ path }) => ({
      contents: replaceIn(path, await readFile(path, 'utf8'), [
        ['const patched_1 = require("./patched");\n(0, patched_1.patchAll)();\n', ''],
      ]),
    }));
  },
};

function replaceIn(path: string, source: string, replacements: [string, string][]): string {
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) {
      throw new Error(`${path} is not as load-tl-lazily.ts expects it`);
    }
    return text.replace(from, () => to);
  }, source);
}

/** @returns the schema as createLazyTl reads it: without comments, types apart from functions, each after its class's name. */
function arrangeSchema(schema: string): string {
  const types: string[] = [];
  const functions: string[] = [];
  let section = types;
  for (const text of schema.split('\n')) {
    // Ids without leading zeros, as they are looked up.
    const line = text
      .replace(/\/\/.*/, '')
      .replace(/#0+/, '#')
      .trim();
    const [, heading] = /^---(\w+)---$/.exec(line) ?? [];
    if (heading !== undefined) {
      section = heading === 'functions' ? functions : types;
    } else if (line !== '' && !isCore(line)) {
      section.push(`${nameClass(line)} ${line}`);
    }
  }
  return ['', ...types, '---functions---', ...functions, ''].join('\n');
}

/** The constructors that gramjs's reader handles without a class: Bool, True, the error, Null and Vector. */
function isCore(line: string): boolean {
  return /^(boolFalse#bc799737|boolTrue#997275b5|true#3fedd339|error#c4b9f9bb|null#56730bcc|vector#1cb5c415) /.test(
    line,
  );
}

/** `account.password#957b50fb ...` is of class `account.Password`; `p_q_inner_data#83c95aec ...` of `PQInnerData`. */
function nameClass(line: string): string {
  const [name = ''] = line.split(/[# ]/, 1);
  const [last = '', space] = name.split('.').toReversed();
  const className = last
    .replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
    .replaceAll('_', '');
  return space === undefined ? className : `${space}.${className}`;
}
