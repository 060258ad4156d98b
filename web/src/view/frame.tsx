import type { Config } from '../device/config.ts';
import { HTML_LANG, useLanguage, type Language } from '../language.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

export function Header({ onChoose }: { onChoose: (language: Language) => void }) {
  const words = useWords();
  const other = useLanguage() === 'zh' ? 'en' : 'zh';
  return (
    <header class="bar">
      <div class="bar-inner">
        <a class="brand" href="/">
          <img src="/icon.svg" alt="" width="36" height="36" />
          <span class="brand-words">
            <span class="brand-name">{words.title}</span>
            <span class="brand-subtitle">{words.subtitle}</span>
          </span>
        </a>
        <button
          type="button"
          class="language"
          data-testid="language"
          lang={HTML_LANG[other]}
          onClick={() => onChoose(other)}
        >
          {words.switch_language}
        </button>
      </div>
    </header>
  );
}

export function Footer({ config }: { config: Config | null }) {
  const words = useWords();
  return (
    <footer class="foot">
      <p>{words.footer_privacy}</p>
      {config !== null && <p>{fill(words.footer_official, { host: config.official_host })}</p>}
    </footer>
  );
}
