/** Language and type size as this page shows them, remembered on this device. */
import { useEffect, useState } from 'preact/hooks';
import { rememberedLanguage, rememberLanguage, type Language } from './language.ts';
import { rememberedTypeSize, rememberTypeSize, type TypeSize } from './type-size.ts';

/** Language and how it is chosen, type size and how it is chosen. */
export function useSettings(): [Language, (chosen: Language) => void, TypeSize, (chosen: TypeSize) => void] {
  const [language, setLanguage] = useState(rememberedLanguage);
  const [typeSize, setTypeSize] = useState(rememberedTypeSize);
  useEffect(() => {
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
  return [language, chooseLanguage, typeSize, chooseTypeSize];
}
