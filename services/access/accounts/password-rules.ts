import { dictionary } from '@zxcvbn-ts/language-common';
import { AppError } from '../../app-error.ts';
import { shortestPassword } from '../../contracts/access/account.ts';
import { plainText } from '../../contracts/plain-text.ts';
import { vietnamesePasswords } from './vietnamese-passwords.ts';

/** Whose password it is to be. */
export interface PasswordOf {
  login: string;
  name: string;
}

/** A year, a birthday or 1234 beside a word makes it no harder to guess; more digits than that may do. */
const digitsAside = 8;

let common: Set<string> | null = null;

/**
 * Refuses a password that is guessed first: a common one (lists of NCSC and others, and a Vietnamese one), such a one with
 * some digits before or behind, a short piece repeated, or the person's own names. No rule of composition (NIST SP
 * 800-63B, 3.1.1.2). Throws password_common, password_is_name.
 */
export function requireGoodPassword(password: string, person: PasswordOf): void {
  const folded = foldPassword(password);
  const guesses = [password.toLowerCase(), folded, withoutDigitsAside(folded), repeatedPiece(folded)];
  const names = [person.login, person.name].flatMap((name) => [
    foldPassword(name),
    withoutDigitsAside(foldPassword(name)),
  ]);
  if (guesses.some((guess) => guess !== '' && names.includes(guess))) {
    throw new AppError('password_is_name', 'The password is the name or the login name: choose another.');
  }
  common ??= new Set([...dictionary['passwords-common'], ...vietnamesePasswords]);
  const isShortPiece = repeatedPiece(folded).length < Math.min(shortestPassword, folded.length);
  if (isShortPiece || guesses.some((guess) => common?.has(guess))) {
    throw new AppError(
      'password_common',
      'This password is one of those that are guessed first: a common one, or a short piece repeated. Choose another.',
    );
  }
}

/** Small letters and digits only, without Vietnamese marks, spaces and punctuation. */
export function foldPassword(text: string): string {
  return plainText(text).replace(/[^\p{L}\p{N}]/gu, '');
}

function withoutDigitsAside(folded: string): string {
  const word = folded.replace(/^\d+|\d+$/g, '');
  return folded.length - word.length <= digitsAside ? word : folded;
}

/** The piece that the text is made of by repetition, or the text itself. */
function repeatedPiece(text: string): string {
  const piece = /^(.+?)\1+$/.exec(text)?.[1];
  return piece ?? text;
}
