/** Language and type size as this page shows them, remembered on this device. */
import { useLayoutEffect, useState } from 'preact/hooks';
import { rememberedLanguage, rememberLanguage, type Language } from './language.ts';
import { rememberedTypeSize, rememberTypeSize, type TypeSize } from './type-size.ts';

export interface Settings {
  language: Language;
  typeSize: TypeSize;
  chooseLanguage(chosen: Language): void;
  chooseTypeSize(chosen: TypeSize): void;
}

export function useSettings(): Settings {
  const [language, setLanguage] = useState(rememberedLanguage);
  const [typeSize, setTypeSize] = useState(rememberedTypeSize);
  useLayoutEffect(() => {
    document.documentElement.dataset['type'] = typeSize;
  }, [typeSize]);
  const chooseLanguage = (chosen: Language) => {
    rememberLanguage(chosen);
    setLanguage(chosen);
  };
  const chooseTypeSize = (chosen: TypeSize) => {
    rememberTypeSize(chosen);
    setTypeSize(chosen);
  };
  return { language, typeSize, chooseLanguage, chooseTypeSize };
}
