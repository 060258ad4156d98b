import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useWords } from '../words/words.ts';

interface Props {
  title: string;
  testId: string;
  onClose(): void;
  children: ComponentChildren;
}

/** What opens below a large button. The keyboard goes to its heading; Escape closes it. */
export function Panel({ title, testId, onClose, children }: Props) {
  const words = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  // Before it is seen: a key pressed as soon as it is there must find it listening.
  useLayoutEffect(() => {
    heading.current?.focus({ preventScroll: true });
    // At the top of what is seen, so that a camera's picture and what is said below it fit.
    heading.current?.closest('section')?.scrollIntoView({ block: 'start' });
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <section class="card panel" data-testid={testId}>
      <div class="panel-head">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="button small" data-testid="panel-close" onClick={onClose}>
          {words.reading.close}
        </button>
      </div>
      {children}
    </section>
  );
}
