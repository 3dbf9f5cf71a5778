import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  parseDefinition,
  parseLines,
  splitSections,
  type TlDefinition,
  type TlLine,
} from './parse-schema.ts';

/** The layer of the base schema; clients of other layers get the differences listed in layers.tl. */
export const BASE_LAYER = 198;

export interface TlSchema {
  /** The constructor with this id in any known layer: an id is the checksum of its definition, so it is unambiguous. */
  constructorById(id: number): TlDefinition | undefined;
  functionById(id: number): TlDefinition | undefined;
  /** The constructor of this name as a client of that layer knows it. */
  constructorByName(name: string, layer: number): TlDefinition | undefined;
  /** The method of this name as a client of that layer (the base layer unless given) knows it. */
  functionByName(name: string, layer?: number): TlDefinition | undefined;
}

interface LayerSection {
  bound: 'until' | 'from';
  layer: number;
  lines: Map<string, TlLine>;
}

/** Reads the MTProto schema, the base layer's API schema and the other layers' differences, once per process. */
export function loadSchema(): TlSchema {
  loaded ??= buildSchema();
  return loaded;
}

let loaded: TlSchema | undefined;

function buildSchema(): TlSchema {
  const constructorIds = new Map<number, TlLine>();
  const functionIds = new Map<number, TlLine>();
  const constructorNames = new Map<string, TlLine>();
  const functionNames = new Map<string, TlLine>();
  const parsed = new Map<TlLine, TlDefinition>();

  for (const text of [readLocal('mtproto.tl'), readApiSchema()]) {
    for (const section of splitSections(text)) {
      const isFunction = section.name === 'functions';
      for (const line of parseLines(section.lines, isFunction)) {
        (isFunction ? functionIds : constructorIds).set(line.id, line);
        (isFunction ? functionNames : constructorNames).set(line.name, line);
      }
    }
  }
  const layers = readLayerSections(functionNames);
  for (const { lines } of layers) {
    for (const line of lines.values()) {
      (line.isFunction ? functionIds : constructorIds).set(line.id, line);
    }
  }

  function define(line: TlLine | undefined): TlDefinition | undefined {
    if (line === undefined) {
      return undefined;
    }
    const known = parsed.get(line) ?? parseDefinition(line);
    parsed.set(line, known);
    return known;
  }

  return {
    constructorById: (id) => define(constructorIds.get(id)),
    functionById: (id) => define(functionIds.get(id)),
    constructorByName: (name, layer) =>
      define(findInLayer(layers, name, layer) ?? constructorNames.get(name)),
    functionByName: (name, layer = BASE_LAYER) =>
      define(findInLayer(layers, name, layer) ?? functionNames.get(name)),
  };
}

function readLayerSections(functionNames: Map<string, TlLine>): LayerSection[] {
  return splitSections(readLocal('layers.tl')).flatMap((section) => {
    const bound = /^(until|from) (\d+)$/.exec(section.name);
    if (bound === null) {
      return [];
    }
    const lines = parseLines(section.lines, false).map((line) => ({
      ...line,
      isFunction: functionNames.has(line.name),
    }));
    return [
      {
        bound: bound[1] as 'until' | 'from',
        layer: Number(bound[2]),
        lines: new Map(lines.map((line) => [line.name, line])),
      },
    ];
  });
}

/** The nearest bound wins: of several `until` sections the lowest that covers the layer, of `from` the highest. */
function findInLayer(sections: LayerSection[], name: string, layer: number): TlLine | undefined {
  const covering = sections.filter(
    (section) =>
      section.lines.has(name) &&
      (section.bound === 'until' ? layer <= section.layer : layer >= section.layer),
  );
  covering.sort((a, b) => (a.bound === 'until' ? a.layer - b.layer : b.layer - a.layer));
  return covering[0]?.lines.get(name);
}

function readLocal(fileName: string): string {
  return readFileSync(new URL(fileName, import.meta.url), 'utf8');
}

/**
 * The API schema is Telegram's own text. It is read as data out of the client package that carries it; no code of that
 * package runs here, so that a fault of the client cannot hide behind the same fault in this server.
 */
function readApiSchema(): string {
  const source = readFileSync(createRequire(import.meta.url).resolve('telegram/tl/apiTl.js'), 'utf8');
  return source.slice(source.indexOf('`') + 1, source.lastIndexOf('`'));
}
