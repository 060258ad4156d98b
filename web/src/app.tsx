import { useEffect, useErrorBoundary, useLayoutEffect, useState } from 'preact/hooks';
import { beginRun, endRun, useSession } from './bulk/session.ts';
import { useDevice } from './device/use-device.ts';
import { HTML_LANG, LanguageContext, type Language } from './language.ts';
import { keyOf, onPresentedChange, presentedNow } from './presented.ts';
import { useSettings } from './use-settings.ts';
import { useVerification, type Verification } from './use-verification.ts';
import { FACES } from './verdicts.ts';
import { Failure } from './view/failure.tsx';
import { Footer, Header } from './view/frame.tsx';
import { Home } from './view/home.tsx';
import { Result } from './view/result.tsx';
import { WORDS } from './words/words.ts';

export function App() {
  const { language, typeSize, chooseLanguage, chooseTypeSize } = useSettings();
  const [presented, setPresented] = useState(presentedNow);
  const [broken] = useErrorBoundary();
  const device = useDevice();
  const verification = useVerification(device, presented);
  const session = useSession();
  // The verdict and what warns of it are painted before the rest is even made, which takes a slow phone longer. What lies
  // below it is not shown before, or it would move away.
  const judged = presented !== null && typeof verification === 'object' ? keyOf(presented) : null;
  const verdictIsPainted = useIsPainted(judged);
  const hasFailed = broken !== undefined || verification === 'failed';
  const isWhole = hasFailed || (presented === null ? device.phase === 'ready' : verdictIsPainted);

  useEffect(() => onPresentedChange(() => setPresented(presentedNow())), []);
  useLayoutEffect(() => {
    document.documentElement.lang = HTML_LANG[language];
    document.title = titleOf(language, presented === null ? null : verification);
  }, [language, presented, verification]);

  return (
    <LanguageContext.Provider value={language}>
      <Header typeSize={typeSize} onLanguage={chooseLanguage} onTypeSize={chooseTypeSize} />
      <main id="main" tabIndex={-1}>
        {broken !== undefined || device.phase === 'failed' ? (
          <Failure />
        ) : presented === null && session !== null && device.phase === 'ready' ? (
          <session.View
            device={device}
            run={session.run}
            onAgain={() => void beginRun(session.given, device)}
            onClose={endRun}
          />
        ) : presented === null ? (
          <Home device={device} />
        ) : (
          <Result
            device={device}
            presented={presented}
            verification={verification}
            verdictIsPainted={verdictIsPainted}
            fromMany={session !== null}
          />
        )}
      </main>
      {isWhole && <Footer config={device.phase === 'ready' ? device.held.config : null} />}
    </LanguageContext.Provider>
  );
}

/** Whether the page was painted with this in it. */
function useIsPainted(what: string | null): boolean {
  const [painted, setPainted] = useState<string | null>(null);
  useEffect(() => setPainted(what), [what]);
  return what !== null && painted === what;
}

function titleOf(language: Language, verification: Verification | null): string {
  const { title, subtitle } = WORDS[language];
  const judged = verification !== null && typeof verification === 'object';
  const lead = judged ? FACES[verification.report.outcome][language].word : title;
  return `${lead} · ${judged ? title : subtitle}`;
}
