import { useMemo, useState } from 'preact/hooks';
import type { At, View } from './at.ts';
import { Certificates } from './certificates.tsx';
import { ClassPage } from './class-page.tsx';
import { Classes } from './classes.tsx';
import { FilingForm } from './filing-form.tsx';
import { Overview } from './overview.tsx';
import { useInstitutionWords } from './words.ts';
import { DeskBar } from '../desk/desk-bar.tsx';
import { DeskPage, type Opened } from '../desk/desk-page.tsx';
import type { InstitutionHolder } from '../desk/holder.ts';
import { registryOf } from '../desk/registry.ts';
import { Tabs, useView } from '../desk/tabs.tsx';
import { Shell } from '../view/shell.tsx';

export function App() {
  return (
    <Shell>
      <Page />
    </Shell>
  );
}

function Page() {
  const words = useInstitutionWords();
  return <DeskPage wanted="institution" title={words.title} privacy={words.privacy} working={Working} />;
}

function Working({ opened, state }: Opened) {
  const words = useInstitutionWords();
  const holder = opened.standing.holder as InstitutionHolder;
  const [view, go] = useView<View>({ name: 'overview' });
  const [waiting, setWaiting] = useState(false);
  const registry = useMemo(() => registryOf(opened.desk, holder.authority, setWaiting), [opened]);
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
      <Tabs title={words.title} tabs={tabs} current={current} onChoose={(name) => go({ name })} />
      {view.name === 'overview' && <Overview at={at} />}
      {view.name === 'classes' && <Classes at={at} />}
      {view.name === 'certificates' && <Certificates at={at} />}
      {view.name === 'file' && <FilingForm key={view.replaces ?? ''} at={at} replaces={view.replaces} />}
      {view.name === 'class' && <ClassPage key={view.number} at={at} number={view.number} />}
    </>
  );
}
