/** The words of the bureau's console. */
import { en } from './words-en.ts';
import { zh, type BureauWords } from './words-zh.ts';
import { useLanguage, type Language } from '../language.ts';

export const BUREAU_WORDS: Record<Language, BureauWords> = { zh, en };
export const useBureauWords = (): BureauWords => BUREAU_WORDS[useLanguage()];
