/** Pictures on the large buttons; what they mean stands beside them in words. */
import type { JSX } from 'preact';

export type IconName = 'camera' | 'picture' | 'paste' | 'code';

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      {SHAPES[name]}
    </svg>
  );
}

const SHAPES: Record<IconName, JSX.Element> = {
  camera: (
    <>
      <path d="M5 15 V9 A4 4 0 0 1 9 5 H15 M33 5 H39 A4 4 0 0 1 43 9 V15 M43 33 V39 A4 4 0 0 1 39 43 H33 M15 43 H9 A4 4 0 0 1 5 39 V33" />
      <path d="M14 14 H21 V21 H14 Z M27 14 H34 V21 H27 Z M14 27 H21 V34 H14 Z M27 27 V34 M34 27 V30 M31 34 H34" />
    </>
  ),
  picture: (
    <>
      <rect x="5" y="9" width="38" height="30" rx="4" />
      <circle cx="16" cy="19" r="3.5" />
      <path d="M6 36 L19 26 L26 31 L33 23 L42 32" />
    </>
  ),
  paste: (
    <>
      <rect x="9" y="9" width="30" height="34" rx="4" />
      <path d="M18 5 H30 V13 H18 Z M16 22 H32 M16 29 H32 M16 36 H25" />
    </>
  ),
  code: (
    <>
      <rect x="4" y="12" width="40" height="24" rx="4" />
      <path d="M12 24 H12.1 M20 24 H20.1 M28 24 H28.1 M36 20 V28" stroke-width="5" />
    </>
  ),
};
