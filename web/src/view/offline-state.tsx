import { useEffect, useState } from 'preact/hooks';
import { canKeepOffline, onKeptOffline } from '../device/offline.ts';
import type { ReadyDevice } from '../device/use-device.ts';
import { useWords } from '../words/words.ts';

/** Whether this page will open without a network next time, and what to do where this browser cannot keep it. */
export function OfflineState({ device }: { device: ReadyDevice | null }) {
  const words = useWords();
  const [kept, setKept] = useState(false);
  useEffect(() => onKeptOffline(() => setKept(true)), []);
  if (!(device?.keepable ?? canKeepOffline())) {
    return (
      <p class="notice" data-testid="offline-state" data-state="cannot">
        {words.offline.cannot}
      </p>
    );
  }
  const ready = kept && device !== null && device.storage.persistent && device.held.pack.length > 0;
  return (
    <p class="offline-state" role="status" data-testid="offline-state" data-state={ready ? 'kept' : 'not_yet'}>
      {ready ? words.offline.kept : words.offline.not_yet}
    </p>
  );
}
