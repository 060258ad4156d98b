import { ImportPack, SavePack } from './carry.tsx';
import { PackAge } from './pack-age.tsx';
import { Refresh } from './refresh.tsx';
import { Roots } from './roots.tsx';
import type { ReadyDevice } from '../device/use-device.ts';
import { useWords } from '../words/words.ts';

/** What this device holds, where no certificate is shown beside it. */
export function DeviceData({ device }: { device: ReadyDevice }) {
  const words = useWords();
  const { description } = device.held;
  return (
    <section class="card">
      <h2>{words.device_title}</h2>
      <PackAge snapshots={description.snapshots} description={description} />
      {!device.storage.persistent && <p class="notice">{words.not_persistent}</p>}
      <div class="actions">
        <Refresh device={device} />
        <ImportPack device={device} />
        <SavePack device={device} />
      </div>
      <Roots held={device.held} />
    </section>
  );
}
