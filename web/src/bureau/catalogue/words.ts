/** The words of catalogues and policy. */
import { en } from './words-en.ts';
import { zh } from './words-zh.ts';
import { useLanguage, type Language } from '../../language.ts';

/** The same shape in every language; what the registry names by a code is looked up, and shown as it is where it is not known. */
type Same<T> = { [K in keyof T]: T[K] extends string ? string : Record<string, string> & { [C in keyof T[K]]: string } };
export type CatalogueWords = Same<typeof zh>;

export const CATALOGUE_WORDS: Record<Language, CatalogueWords> = { zh, en };
export const useCatalogueWords = (): CatalogueWords => CATALOGUE_WORDS[useLanguage()];
