import * as z from 'zod/mini';
import { countCharacters, isTitle } from '../title.ts';
import { findHalfCharacter, findInvisible } from '../unseen-text.ts';
import { hintDuration, hintUnixSecond, hintUnquoted } from './time-hints.ts';

/*
 * Kinds of fields of a request. Each says what it takes when a value is invalid and, if possible, what to write instead
 * of that value.
 */

/** The last second that Telegram's 32-bit dates can hold. */
const lastUnixSecond = 2 ** 31 - 1;

type Hint = (given: unknown) => string | undefined;

const hintText: Hint = (given) => (typeof given === 'string' ? findHalfCharacter(given) : undefined);

const hintName: Hint = (given) =>
  typeof given === 'string' ? (findHalfCharacter(given) ?? findInvisible(given)) : undefined;

const hintFlag: Hint = (given) =>
  given === 'true' || given === 'false' ? `Write it without quotes: ${given}.` : undefined;

/** The error of a schema: `Missing.` or `null is not a value.` before what the field takes, and a hint after it. */
export function says(detail: string, hint: Hint = () => undefined) {
  return {
    error: ({ input }: { input?: unknown }) => {
      const prefix = input === undefined ? 'Missing. ' : input === null ? 'null is not a value. ' : '';
      const hinted = hint(input);
      return `${prefix}${detail}${hinted === undefined ? '' : ` ${hinted}`}`;
    },
  };
}

export function textOf(least: number, most: number, detail: string) {
  function isText(text: string) {
    return text.isWellFormed() && countCharacters(text) >= least && countCharacters(text) <= most;
  }
  return z.string(says(detail)).check(z.refine(isText, says(detail, hintText)));
}

export function titleOf(detail: string) {
  return z.string(says(detail)).check(z.refine(isTitle, says(detail, hintText)));
}

/** A name in ASCII. */
export function nameOf(pattern: RegExp, detail: string) {
  return z.string(says(detail)).check(z.regex(pattern, says(detail, hintName)));
}

export function integerOf(
  least: number,
  most: number,
  detail: string,
  hint: Hint = (given) => hintUnquoted(given, least, most),
) {
  return z.int(says(detail, hint)).check(z.gte(least, says(detail, hint)), z.lte(most, says(detail, hint)));
}

export function unixSecondOf(field: string) {
  const detail = `${field} takes Unix seconds: a whole number, at most ${lastUnixSecond}.`;
  return integerOf(1, lastUnixSecond, detail, hintUnixSecond);
}

/** How long something lasts. @param dateField takes a point in time instead. */
export function secondsOf(most: number, dateField: string, detail: string) {
  return integerOf(1, most, detail, (given) => hintDuration(given, most, dateField));
}

export function flagOf(detail: string) {
  return z.boolean(says(detail, hintFlag));
}

/** One of a few values, true and false among them. */
export function oneOf<const T extends readonly (string | boolean)[]>(values: T, detail: string) {
  return z.literal(values, says(detail, hintFlag));
}

/** A text that is checked as a whole. @param findProblem what is wrong with it, in a sentence. */
export function checkedText(detail: string, findProblem: (text: string) => string | undefined) {
  return z.string(says(detail)).check((context) => {
    const problem = findProblem(context.value);
    if (problem !== undefined) {
      const hint = hintName(context.value);
      const message = hint === undefined ? problem : `${problem} ${hint}`;
      context.issues.push({ code: 'custom', input: context.value, message });
    }
  });
}
