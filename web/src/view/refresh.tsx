import type { ReadyDevice } from '../device/use-device.ts';
import { useWords } from '../words/words.ts';

export function Refresh({ device, primary = false }: { device: ReadyDevice; primary?: boolean }) {
  const words = useWords();
  const { refreshing, lastRefresh } = device;
  const said = refreshing ? words.refreshing : lastRefresh && words.refresh_result[lastRefresh];
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
