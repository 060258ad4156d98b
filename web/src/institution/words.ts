/** The words of an institution's pages. */
import { en } from './words-en.ts';
import { zh, type InstitutionWords } from './words-zh.ts';
import { useLanguage, type Language } from '../language.ts';

export const INSTITUTION_WORDS: Record<Language, InstitutionWords> = { zh, en };
export const useInstitutionWords = (): InstitutionWords => INSTITUTION_WORDS[useLanguage()];
