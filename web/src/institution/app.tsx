import { useEffect, useErrorBoundary, useMemo, useState } from 'preact/hooks';
import { Certificates } from './certificates.tsx';
import { ClassPage } from './class-page.tsx';
import { Classes } from './classes.tsx';
import { FilingForm } from './filing-form.tsx';
import { Overview } from './overview.tsx';
import { useInstitutionWords } from './words.ts';
import { DeskBar } from '../desk/desk-bar.tsx';
import type { InstitutionHolder } from '../desk/holder.ts';
import { isUsable, NotUsable } from '../desk/not-usable.tsx';
import { OpenKey } from '../desk/open-key.tsx';
import { registryOf, type DeskRegistry } from '../desk/registry.ts';
import { useDesk, type DeskState, type OpenedDesk } from '../desk/use-desk.ts';
import { HTML_LANG, LanguageContext } from '../language.ts';
import { useSettings } from '../use-settings.ts';
import { Failure } from '../view/failure.tsx';
import { Header } from '../view/frame.tsx';
import { useWords } from '../words/words.ts';

export function App() {
  const { language, typeSize, chooseLanguage, chooseTypeSize } = useSettings();
  useEffect(() => {
    document.documentElement.lang = HTML_LANG[language];
  }, [language]);
  return (
    <LanguageContext.Provider value={language}>
      <Header typeSize={typeSize} onLanguage={chooseLanguage} onTypeSize={chooseTypeSize} />
      <Page />
    </LanguageContext.Provider>
  );
}

function Page() {
  const { title } = useWords();
  const words = useInstitutionWords();
  const state = useDesk();
  const [broken] = useErrorBoundary();
  const { opened } = state;
  useEffect(() => {
    document.title = `${words.title} · ${title}`;
  }, [words, title]);
  const isWorking = opened !== null && isUsable(opened.standing, 'institution');
  useEffect(() => {
    document.body.classList.toggle('wide', isWorking);
  }, [isWorking]);
  return (
    <>
      <main id="main" tabIndex={-1}>
        {broken !== undefined ? (
          <Failure />
        ) : opened === null ? (
          <OpenKey state={state} title={words.title} />
        ) : isWorking ? (
          <Working key={opened.desk.kid} opened={opened} state={state} />
        ) : (
          <NotUsable opened={opened} state={state} wanted="institution" />
        )}
      </main>
      <footer class="foot">
        <p>{words.privacy}</p>
      </footer>
    </>
  );
}

/** What every view of the institution works with. */
export interface At {
  opened: OpenedDesk;
  holder: InstitutionHolder;
  registry: DeskRegistry;
  go(view: View): void;
}

export type View =
  | { name: 'overview' | 'classes' | 'certificates' }
  | { name: 'class'; number: string }
  | { name: 'file'; replaces?: string };

function Working({ opened, state }: { opened: OpenedDesk; state: DeskState }) {
  const words = useInstitutionWords();
  const holder = opened.standing.holder as InstitutionHolder;
  const [view, setView] = useState<View>({ name: 'overview' });
  const [waiting, setWaiting] = useState(false);
  const registry = useMemo(() => registryOf(opened.desk, holder.authority, setWaiting), [opened]);
  const go = (view: View) => {
    setView(view);
    // To the heading of what is shown now: a reader of screens would be left on a button that is gone.
    setTimeout(() => document.querySelector<HTMLElement>('main h1')?.focus());
  };
  const at: At = { opened, holder, registry, go };
  const tabs = [
    ['overview', words.overview],
    ['classes', words.classes],
    ['certificates', words.certificates],
  ] as const;
  const current = view.name === 'class' || view.name === 'file' ? 'classes' : view.name;
  return (
    <>
      <DeskBar name={holder.name} detail={holder.authority.name} opened={opened} onLock={() => state.lock()} waiting={waiting} />
      <nav class="tabs" aria-label={words.title}>
        {tabs.map(([name, label]) => (
          <button key={name} type="button" data-testid={`tab-${name}`} aria-current={current === name ? 'page' : undefined} onClick={() => go({ name })}>
            {label}
          </button>
        ))}
      </nav>
      {view.name === 'overview' && <Overview at={at} />}
      {view.name === 'classes' && <Classes at={at} />}
      {view.name === 'certificates' && <Certificates at={at} />}
      {view.name === 'file' && <FilingForm key={view.replaces ?? ''} at={at} replaces={view.replaces} />}
      {view.name === 'class' && <ClassPage key={view.number} at={at} number={view.number} />}
    </>
  );
}
