import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { servedLayers } from '../../../telegram-emulator/tl/layers.ts';
import { loadSchema } from '../../../telegram-emulator/tl/schema.ts';
import { layerIds } from './layer-ids.ts';

const schema = loadSchema();

function idIn(name: string, layer: number): number | undefined {
  const isMethod = schema.functionByName(name) !== undefined;
  return (isMethod ? schema.functionByName(name, layer) : schema.constructorByName(name, layer))?.id;
}

/** What the sources name as a constructor that they send. */
function sentConstructors(): string[] {
  const folder = new URL('../../../telegram-emulator/methods/', import.meta.url);
  const sources = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
  return [...new Set(sources.join().match(/(?<=_: ')[\w.]+(?=')/g))];
}

describe('every served layer', () => {
  test.each(Object.entries(layerIds))('has %s as its public schema has it', (name, ids) => {
    const served = servedLayers();
    const [first] = ids[0] ?? [0];
    function publicId(layer: number) {
      return ids.findLast(([since]) => since <= layer)?.[1];
    }
    const layers = served.filter((layer) => layer >= first);
    expect(layers.map((layer) => [layer, idIn(name, layer)])).toEqual(
      layers.map((layer) => [layer, publicId(layer)]),
    );
  });

  test('has its methods read, by the id of the layer', () => {
    for (const [name, ids] of Object.entries(layerIds)) {
      const isMethod = schema.functionByName(name) !== undefined;
      for (const [, id] of ids) {
        const definition = isMethod ? schema.functionById(id) : schema.constructorById(id);
        expect([definition?.name, definition?.isFunction]).toEqual([name, isMethod]);
      }
    }
  });

  test('of mtcute has all that the sources send', () => {
    const path = createRequire(import.meta.resolve('@mtcute/node')).resolve('@mtcute/core');
    const text = readFileSync(new URL('tl/api-schema.json', `file://${path}`), 'utf8');
    const { l: layer, e: entries } = JSON.parse(text) as { l: number; e: { name: string; id: number }[] };
    expect(servedLayers()).toContain(layer);
    const sent = new Set(sentConstructors());
    const theirs = entries.filter(({ name }) => sent.has(name));
    expect(theirs.length).toBeGreaterThan(50);
    expect(theirs.map(({ name }) => [name, idIn(name, layer)])).toEqual(
      theirs.map(({ name, id }) => [name, id]),
    );
  });
});
