import type { ReadyDevice } from '../device/use-device.ts';
import { useWords } from '../words/words.ts';

export function Refresh({ device, primary = false }: { device: ReadyDevice; primary?: boolean }) {
  const words = useWords();
  const { refreshing, lastRefresh } = device;
  const isEmpty = lastRefresh === 'unreachable' && device.held.pack.length === 0;
  const result = isEmpty ? 'unreachable_and_empty' : lastRefresh;
  const said = refreshing ? words.refreshing : result && words.refresh_result[result];
  return (
    <div class="action">
      {/* Not `disabled` while it works: that would take the keyboard's place away. */}
      <button
        type="button"
        class={primary ? 'button primary' : 'button'}
        data-testid="refresh"
        aria-disabled={refreshing}
        onClick={device.refresh}
      >
        {words.refresh}
      </button>
      <p class="action-note" role="status">
        {said}
      </p>
    </div>
  );
}
