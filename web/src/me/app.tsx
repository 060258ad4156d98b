import { useErrorBoundary, useLayoutEffect } from 'preact/hooks';
import { Door } from './door.tsx';
import { SharedCopy } from './shared-copy.tsx';
import { useMeWords } from './words.ts';
import { useDevice } from '../device/use-device.ts';
import { fill } from '../verdicts.ts';
import { Failure } from '../view/failure.tsx';
import { Shell } from '../view/shell.tsx';
import { useWords } from '../words/words.ts';

export function App() {
  return (
    <Shell>
      <Page />
    </Shell>
  );
}

function Page() {
  const words = useWords();
  const own = useMeWords();
  const device = useDevice();
  const [broken] = useErrorBoundary();
  const isShared = location.pathname === '/s';
  useLayoutEffect(() => {
    document.title = `${isShared ? own.shared_title : own.title} · ${words.title}`;
  }, [isShared, own, words]);
  const config = device.phase === 'ready' ? device.held.config : null;
  return (
    <>
      <main id="main" tabIndex={-1}>
        {broken !== undefined || device.phase === 'failed' ? (
          <Failure />
        ) : device.phase !== 'ready' || config === null ? (
          <section class="card">
            <h1>{isShared ? own.shared_title : own.title}</h1>
            <p role="status">{device.phase === 'ready' ? own.no_network : words.opening}</p>
          </section>
        ) : isShared ? (
          <SharedCopy device={device} config={config} />
        ) : (
          <Door device={device} config={config} />
        )}
      </main>
      <footer class="foot">
        <p>{isShared ? own.shared_privacy : own.privacy}</p>
        {config !== null && <p>{fill(words.footer_official, { host: config.official_host })}</p>}
      </footer>
    </>
  );
}
