import { Argument, InvalidArgumentError, Option } from 'commander';

const placesOfIds = { inv: 'an invite (inv_...)', bat: 'a batch (bat_...)', op: 'an operation (op_...)' };

type IdPrefix = keyof typeof placesOfIds;

/** An id that begins with one of the prefixes. */
export function idArgument(...prefixes: IdPrefix[]): Argument {
  return new Argument('<id>', joinWithOr(prefixes.map((prefix) => placesOfIds[prefix]))).argParser(
    parseId(prefixes),
  );
}

export function optionalIdArgument(...prefixes: IdPrefix[]): Argument {
  return new Argument('[id]', joinWithOr(prefixes.map((prefix) => placesOfIds[prefix]))).argParser(
    parseId(prefixes),
  );
}

/** An invite. @param hint what to write in place of another kind of id. */
export function optionalInviteArgument(hint: string): Argument {
  return new Argument('[id]', placesOfIds.inv).argParser(parseId(['inv'], hint));
}

export function idOption(flags: string, about: string, prefix: IdPrefix): Option {
  return new Option(flags, about).argParser(parseId([prefix]));
}

export function limitOption(): Option {
  return new Option('--limit <number>', 'at most so many').argParser(parseLimit).default(50);
}

function parseId(prefixes: IdPrefix[], hint = '') {
  return function parse(text: string): string {
    if (!prefixes.some((prefix) => text.startsWith(`${prefix}_`)) || !/^\w+$/.test(text)) {
      throw new InvalidArgumentError(
        `Ids begin with ${joinWithOr(prefixes.map((prefix) => `${prefix}_`))} here.${hint}`,
      );
    }
    return text;
  };
}

function parseLimit(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new InvalidArgumentError('It must be a whole number from 1.');
  }
  return Number(text);
}

/** Such as "inv_, bat_ or op_". */
function joinWithOr(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
