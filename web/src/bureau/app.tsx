import { useEffect, useErrorBoundary, useMemo, useState } from 'preact/hooks';
import { Audit } from './audit.tsx';
import { ClassPage } from './class-page.tsx';
import { Counts } from './counts.tsx';
import { Inbox } from './inbox.tsx';
import { Institutions } from './institutions.tsx';
import { Notices } from './notices.tsx';
import { OrderForm, type OrderWanted } from './order-form.tsx';
import { OrderPage } from './order-page.tsx';
import { Orders } from './orders.tsx';
import { Search } from './search.tsx';
import { StoryPage } from './story.tsx';
import { useBureauWords } from './words.ts';
import { DeskBar } from '../desk/desk-bar.tsx';
import type { OfficerHolder } from '../desk/holder.ts';
import { isUsable, NotUsable } from '../desk/not-usable.tsx';
import { OpenKey } from '../desk/open-key.tsx';
import { registryOf, type DeskRegistry } from '../desk/registry.ts';
import { useDesk, type DeskState, type OpenedDesk } from '../desk/use-desk.ts';
import { HTML_LANG, LanguageContext } from '../language.ts';
import { useSettings } from '../use-settings.ts';
import { fill } from '../verdicts.ts';
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
  const words = useBureauWords();
  const state = useDesk();
  const [broken] = useErrorBoundary();
  const { opened } = state;
  useEffect(() => {
    document.title = `${words.title} · ${title}`;
  }, [words, title]);
  const isWorking = opened !== null && isUsable(opened.standing, 'officer');
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
        ) : isUsable(opened.standing, 'officer') ? (
          <Working key={opened.desk.kid} opened={opened} state={state} />
        ) : (
          <NotUsable opened={opened} state={state} wanted="officer" />
        )}
      </main>
      <footer class="foot">
        <p>{words.privacy}</p>
      </footer>
    </>
  );
}

/** What every view of the console works with. */
export interface At {
  opened: OpenedDesk;
  holder: OfficerHolder;
  registry: DeskRegistry;
  go(view: View): void;
}

export type View =
  | { name: 'inbox' | 'search' | 'orders' | 'institutions' | 'notices' | 'counts' | 'audit' }
  | { name: 'story'; number: string }
  | { name: 'class'; number: string }
  | { name: 'order'; id: string }
  | { name: 'write'; wanted: OrderWanted };

const UNDER: Partial<Record<View['name'], View['name']>> = { story: 'search', class: 'inbox', order: 'orders', write: 'orders' };
const TABS = ['inbox', 'search', 'orders', 'institutions', 'notices', 'counts', 'audit'] as const;

function Working({ opened, state }: { opened: OpenedDesk; state: DeskState }) {
  const words = useBureauWords();
  const holder = opened.standing.holder as OfficerHolder;
  const [view, setView] = useState<View>({ name: 'inbox' });
  const [waiting, setWaiting] = useState(false);
  const registry = useMemo(() => registryOf(opened.desk, holder.authority, setWaiting), [opened]);
  const go = (view: View) => {
    setView(view);
    // To the heading of what is shown now: a reader of screens would be left on a button that is gone.
    setTimeout(() => document.querySelector<HTMLElement>('main h1')?.focus());
  };
  const at: At = { opened, holder, registry, go };
  const current = UNDER[view.name] ?? view.name;
  const name = fill(words.officer, { staff_code: holder.staff_code });
  return (
    <>
      <DeskBar name={name} detail={holder.authority.name} opened={opened} onLock={() => state.lock()} waiting={waiting} />
      <nav class="tabs" aria-label={words.title}>
        {TABS.map((name) => (
          <button key={name} type="button" data-testid={`tab-${name}`} aria-current={current === name ? 'page' : undefined} onClick={() => go({ name })}>
            {words.tabs[name]}
          </button>
        ))}
      </nav>
      {view.name === 'inbox' && <Inbox at={at} />}
      {view.name === 'search' && <Search at={at} />}
      {view.name === 'orders' && <Orders at={at} />}
      {view.name === 'institutions' && <Institutions at={at} />}
      {view.name === 'notices' && <Notices at={at} />}
      {view.name === 'counts' && <Counts at={at} />}
      {view.name === 'audit' && <Audit at={at} />}
      {view.name === 'story' && <StoryPage key={view.number} at={at} number={view.number} />}
      {view.name === 'class' && <ClassPage key={view.number} at={at} number={view.number} />}
      {view.name === 'order' && <OrderPage key={view.id} at={at} id={view.id} />}
      {view.name === 'write' && <OrderForm key={JSON.stringify(view.wanted)} at={at} wanted={view.wanted} />}
    </>
  );
}
