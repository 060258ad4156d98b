/** Chinese first; English by the switch, remembered on this device. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'language';
export const HTML_LANG: Record<Language, string> = { zh: 'zh-CN', en: 'en' };

/** Words of the same shape in every language. What the registry names by a code is looked up, and shown as it is where it is not known. */
export type SameWords<T> = { [K in keyof T]: T[K] extends string ? string : Record<string, string> & { [C in keyof T[K]]: string } };

export const LanguageContext = createContext<Language>('zh');
export const useLanguage = (): Language => useContext(LanguageContext);

export function rememberedLanguage(): Language {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh';
  } catch {
    return 'zh';
  }
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // A private window may refuse: the choice then lasts as long as the page.
  }
}
