/** The words of catalogues and policy. */
import { en } from './words-en.ts';
import { zh, type CatalogueWords } from './words-zh.ts';
import { useLanguage, type Language } from '../../language.ts';

export const CATALOGUE_WORDS: Record<Language, CatalogueWords> = { zh, en };
export const useCatalogueWords = (): CatalogueWords => CATALOGUE_WORDS[useLanguage()];
