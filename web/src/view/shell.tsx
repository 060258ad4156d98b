import type { ComponentChildren } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { Header } from './frame.tsx';
import { HTML_LANG, LanguageContext } from '../language.ts';
import { useSettings } from '../use-settings.ts';

/** What stands around a page that is not the verifier's: the head of the page, and its language for all within. */
export function Shell({ children }: { children: ComponentChildren }) {
  const { language, typeSize, chooseLanguage, chooseTypeSize } = useSettings();
  useLayoutEffect(() => {
    document.documentElement.lang = HTML_LANG[language];
  }, [language]);
  return (
    <LanguageContext.Provider value={language}>
      <Header typeSize={typeSize} onLanguage={chooseLanguage} onTypeSize={chooseTypeSize} />
      {children}
    </LanguageContext.Provider>
  );
}
