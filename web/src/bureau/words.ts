/** The words of the bureau's console. */
import { en } from './words-en.ts';
import { zh } from './words-zh.ts';
import { useLanguage, type Language } from '../language.ts';

/** The same shape in every language; what the registry names by a code is looked up, and shown as it is where it is not known. */
type Same<T> = { [K in keyof T]: T[K] extends string ? string : Record<string, string> & { [C in keyof T[K]]: string } };
export type BureauWords = Same<typeof zh>;

export const BUREAU_WORDS: Record<Language, BureauWords> = { zh, en };
export const useBureauWords = (): BureauWords => BUREAU_WORDS[useLanguage()];
