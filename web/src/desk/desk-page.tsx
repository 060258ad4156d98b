import type { ComponentType } from 'preact';
import { useErrorBoundary, useLayoutEffect } from 'preact/hooks';
import { isUsable, NotUsable, type Kind } from './not-usable.tsx';
import { OpenKey } from './open-key.tsx';
import { useDesk, type DeskState, type OpenedDesk } from './use-desk.ts';
import { Failure } from '../view/failure.tsx';
import { useWords } from '../words/words.ts';

/** What is worked with once a key is open. */
export interface Opened {
  opened: OpenedDesk;
  state: DeskState;
}

interface Props {
  wanted: Kind;
  title: string;
  privacy: string;
  working: ComponentType<Opened>;
}

/** A page that is worked on with a key: it asks for the key, then works, or says why this key is of no use here. */
export function DeskPage({ wanted, title, privacy, working: Working }: Props) {
  const product = useWords().title;
  const state = useDesk();
  const [broken] = useErrorBoundary();
  const { opened } = state;
  useLayoutEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  const isWorking = opened !== null && isUsable(opened.standing, wanted);
  useLayoutEffect(() => {
    document.body.classList.toggle('wide', isWorking);
  }, [isWorking]);
  return (
    <>
      <main id="main" tabIndex={-1}>
        {broken !== undefined ? (
          <Failure />
        ) : opened === null ? (
          <OpenKey state={state} title={title} />
        ) : isWorking ? (
          <Working key={opened.desk.kid} opened={opened} state={state} />
        ) : (
          <NotUsable opened={opened} state={state} wanted={wanted} />
        )}
      </main>
      <footer class="foot">
        <p>{privacy}</p>
      </footer>
    </>
  );
}
