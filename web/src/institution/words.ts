/** The words of an institution's pages. */
import { en } from './words-en.ts';
import { zh } from './words-zh.ts';
import { useLanguage, type Language } from '../language.ts';

export type InstitutionWords = typeof zh;

export const INSTITUTION_WORDS: Record<Language, InstitutionWords> = { zh, en };
export const useInstitutionWords = (): InstitutionWords => INSTITUTION_WORDS[useLanguage()];
