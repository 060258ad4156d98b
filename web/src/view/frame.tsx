import type { Config } from '../device/config.ts';
import { HTML_LANG, useLanguage, type Language } from '../language.ts';
import type { TypeSize } from '../type-size.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

interface HeaderProps {
  typeSize: TypeSize;
  onLanguage(language: Language): void;
  onTypeSize(size: TypeSize): void;
}

export function Header({ typeSize, onLanguage, onTypeSize }: HeaderProps) {
  const words = useWords();
  const other = useLanguage() === 'zh' ? 'en' : 'zh';
  return (
    <header class="bar">
      <a class="skip" href="#main" onClick={toContent}>
        {words.to_content}
      </a>
      <div class="bar-inner">
        <a class="brand" href="/">
          <img src="/icon.svg" alt="" width="36" height="36" />
          <span class="brand-words">
            <span class="brand-name">{words.title}</span>
            <span class="brand-subtitle">{words.subtitle}</span>
          </span>
        </a>
        <div class="bar-buttons">
          <button
            type="button"
            class="bar-button"
            data-testid="large-type"
            aria-pressed={typeSize === 'large'}
            onClick={() => onTypeSize(typeSize === 'large' ? 'ordinary' : 'large')}
          >
            {words.large_type}
          </button>
          <button
            type="button"
            class="bar-button"
            data-testid="language"
            lang={HTML_LANG[other]}
            onClick={() => onLanguage(other)}
          >
            {words.switch_language}
          </button>
        </div>
      </div>
    </header>
  );
}

/** The fragment is where a scanned code stands: a link that changed it would take the certificate away. */
function toContent(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

export function Footer({ config }: { config: Config | null }) {
  const words = useWords();
  return (
    <footer class="foot">
      <p>{words.footer_privacy}</p>
      <p>
        <a href="/catalogue">{words.footer_catalogue}</a>
      </p>
      {config !== null && <p>{fill(words.footer_official, { host: config.official_host })}</p>}
    </footer>
  );
}
