import { useState } from 'preact/hooks';
import { Panel } from './panel.tsx';
import { useCamera, type CameraStop } from './use-camera.ts';
import type { Camera } from '../read/camera.ts';
import type { IsStatement } from '../read/found.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

interface Props {
  isStatement: IsStatement;
  onFound(texts: string[]): void;
  onClose(): void;
}

/** The camera's picture with a frame to aim by; what it sees is read here and goes nowhere. */
export function CameraPanel({ isStatement, onFound, onClose }: Props) {
  const words = useWords().reading;
  const { view, video, open } = useCamera(isStatement, onFound);
  const looking = view.phase === 'looking';
  return (
    <Panel title={words.camera_title} testId="camera" onClose={onClose}>
      <div class="finder" hidden={view.phase === 'stopped'}>
        <video ref={video} muted playsInline autoPlay aria-label={words.camera_picture} />
        <div class="finder-frame" aria-hidden="true" />
      </div>
      <p role="status" class="finder-says" data-testid="camera-says" data-phase={view.phase}>
        {view.phase === 'opening' && words.camera_opening}
        {looking && words.camera_seen[view.seen]}
      </p>
      {view.phase === 'stopped' && <Stopped why={view.why} onRetry={() => open()} />}
      {looking && <Controls key={view.camera.id} camera={view.camera} onChoose={open} />}
    </Panel>
  );
}

function Stopped({ why, onRetry }: { why: CameraStop; onRetry(): void }) {
  const words = useWords().reading;
  return (
    <>
      <p class="notice" role="alert" data-testid="camera-problem" data-problem={why}>
        {words.camera_problems[why]}
      </p>
      {why !== 'absent' && (
        <button type="button" class="button primary" data-testid="camera-retry" onClick={onRetry}>
          {words.retry}
        </button>
      )}
    </>
  );
}

function Controls({ camera, onChoose }: { camera: Camera; onChoose(id: string): void }) {
  const words = useWords().reading;
  const [lit, setLit] = useState(false);
  const toggle = () => camera.setTorch(!lit).then(() => setLit(!lit), () => setLit(false));
  if (!camera.hasTorch && camera.choices.length < 2) return null;
  return (
    <div class="finder-controls">
      {camera.hasTorch && (
        <button type="button" class="button" data-testid="torch" onClick={() => void toggle()}>
          {lit ? words.torch_off : words.torch_on}
        </button>
      )}
      {camera.choices.length > 1 && (
        <label class="finder-choice">
          {words.camera_choice}
          <select
            data-testid="camera-choice"
            value={camera.id}
            onChange={(event) => onChoose(event.currentTarget.value)}
          >
            {camera.choices.map(({ id, label }, index) => (
              <option key={id} value={id}>
                {label || fill(words.camera_number, { number: String(index + 1) })}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
}
