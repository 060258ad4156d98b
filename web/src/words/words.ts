import { useLanguage, type Language } from '../language.ts';
import { en } from './en.ts';
import { zh, type Words } from './zh.ts';

export const WORDS: Record<Language, Words> = { zh, en };

export const useWords = (): Words => WORDS[useLanguage()];

export type { Words };
