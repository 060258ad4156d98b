import { useMemo, useState } from 'preact/hooks';
import type { At, View } from './at.ts';
import { Audit } from './audit.tsx';
import { BundlePage } from './bundle/bundle-page.tsx';
import { PolicyPage } from './catalogue/policy.tsx';
import { Programmes } from './catalogue/programmes.tsx';
import { ClassPage } from './class-page.tsx';
import { Counts } from './counts.tsx';
import { Inbox } from './inbox.tsx';
import { Institutions } from './institutions.tsx';
import { Notices } from './notices.tsx';
import { OrderForm } from './order-form.tsx';
import { OrderPage } from './order-page.tsx';
import { Orders } from './orders.tsx';
import { Search } from './search.tsx';
import { StoryPage } from './story.tsx';
import { useBureauWords } from './words.ts';
import { DeskBar } from '../desk/desk-bar.tsx';
import { DeskPage, type Opened } from '../desk/desk-page.tsx';
import type { OfficerHolder } from '../desk/holder.ts';
import { registryOf } from '../desk/registry.ts';
import { Tabs, useView } from '../desk/tabs.tsx';
import { fill } from '../verdicts.ts';
import { Shell } from '../view/shell.tsx';

export function App() {
  return (
    <Shell>
      <Page />
    </Shell>
  );
}

function Page() {
  const words = useBureauWords();
  return <DeskPage wanted="officer" title={words.title} privacy={words.privacy} working={Working} />;
}

const UNDER: Partial<Record<View['name'], View['name']>> = { story: 'search', class: 'inbox', order: 'orders', write: 'orders' };
const TABS = ['inbox', 'search', 'orders', 'programmes', 'institutions', 'policy', 'bundle', 'notices', 'counts', 'audit'] as const;

function Working({ opened, state }: Opened) {
  const words = useBureauWords();
  const holder = opened.standing.holder as OfficerHolder;
  const [view, go] = useView<View>({ name: 'inbox' });
  const [waiting, setWaiting] = useState(false);
  const registry = useMemo(() => registryOf(opened.desk, holder.authority, setWaiting), [opened]);
  const at: At = { opened, holder, registry, go };
  const current = (UNDER[view.name] ?? view.name) as (typeof TABS)[number];
  const name = fill(words.officer, { staff_code: holder.staff_code });
  return (
    <>
      <DeskBar name={name} detail={holder.authority.name} opened={opened} onLock={() => state.lock()} waiting={waiting} />
      <Tabs title={words.title} tabs={TABS.map((name) => [name, words.tabs[name]] as const)} current={current} onChoose={(name) => go({ name })} />
      {view.name === 'inbox' && <Inbox at={at} />}
      {view.name === 'search' && <Search at={at} />}
      {view.name === 'orders' && <Orders at={at} />}
      {view.name === 'programmes' && <Programmes at={at} />}
      {view.name === 'policy' && <PolicyPage at={at} />}
      {view.name === 'bundle' && <BundlePage at={at} />}
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
