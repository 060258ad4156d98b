import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** The view that is looked at, and the way to another: the focus goes to its heading, before the next key can be typed. */
export function useView<View>(first: View): [View, (view: View) => void] {
  const [view, setView] = useState(first);
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    // A reader of screens would be left on a button that is gone.
    if (!isFirst.current) document.querySelector<HTMLElement>('main h1')?.focus();
    isFirst.current = false;
  }, [view]);
  return [view, setView];
}

interface Props<Name> {
  title: string;
  tabs: readonly (readonly [Name, string])[];
  current: Name;
  onChoose(name: Name): void;
}

export function Tabs<Name extends string>({ title, tabs, current, onChoose }: Props<Name>) {
  return (
    <nav class="tabs" aria-label={title}>
      {tabs.map(([name, label]) => (
        <button key={name} type="button" data-testid={`tab-${name}`} aria-current={current === name ? 'page' : undefined} onClick={() => onChoose(name)}>
          {label}
        </button>
      ))}
    </nav>
  );
}
