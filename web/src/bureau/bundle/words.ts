/** The words of the next trust bundle. */
import { en } from './words-en.ts';
import { zh } from './words-zh.ts';
import { useLanguage, type Language } from '../../language.ts';

type Same<T> = { [K in keyof T]: T[K] extends string ? string : Record<string, string> & { [C in keyof T[K]]: string } };
export type BundleWords = Same<typeof zh>;

const BUNDLE_WORDS: Record<Language, BundleWords> = { zh, en };
export const useBundleWords = (): BundleWords => BUNDLE_WORDS[useLanguage()];
