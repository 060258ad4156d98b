import { useEffect, useState } from 'preact/hooks';
import { canKeepOffline, onKeptOffline, onReadersKept } from '../device/offline.ts';
import type { ReadyDevice } from '../device/use-device.ts';
import { useWords } from '../words/words.ts';

/** Whether this page will open without a network next time, and what to do where this browser cannot keep it. */
export function OfflineState({ device }: { device: ReadyDevice | null }) {
  const words = useWords();
  const [kept, setKept] = useState(false);
  const [readers, setReaders] = useState(false);
  useEffect(() => onKeptOffline(() => setKept(true)), []);
  useEffect(() => onReadersKept(() => setReaders(true)), []);
  if (!(device?.keepable ?? canKeepOffline())) {
    return (
      <p class="notice" data-testid="offline-state" data-state="cannot">
        {words.offline.cannot}
      </p>
    );
  }
  const ready = kept && device !== null && device.storage.persistent && device.held.pack.length > 0;
  const state = !ready ? 'not_yet' : readers ? 'kept' : 'kept_but_readers';
  return (
    <p class="offline-state" role="status" data-testid="offline-state" data-state={state}>
      {words.offline[state]}
    </p>
  );
}
