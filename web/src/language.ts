/** Chinese first; English by the switch, remembered on this device. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'language';
export const HTML_LANG: Record<Language, string> = { zh: 'zh-CN', en: 'en' };

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
