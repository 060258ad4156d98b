/** The words of the next trust bundle. */
import { en } from './words-en.ts';
import { zh, type BundleWords } from './words-zh.ts';
import { useLanguage, type Language } from '../../language.ts';

const BUNDLE_WORDS: Record<Language, BundleWords> = { zh, en };
export const useBundleWords = (): BundleWords => BUNDLE_WORDS[useLanguage()];
