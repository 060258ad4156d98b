import type { Outcome } from '../report.ts';

/** A check mark in a circle, a cross in a square, a question mark in a diamond: shapes before colours. */
export function FaceMark({ outcome }: { outcome: Outcome }) {
  return (
    <svg class="face-mark" viewBox="0 0 96 96" aria-hidden="true" focusable="false">
      {SHAPES[outcome]}
    </svg>
  );
}

const STROKE = {
  class: 'face-stroke',
  fill: 'none',
  'stroke-width': 9,
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
} as const;

const SHAPES = {
  valid: (
    <>
      <circle class="face-ground" cx="48" cy="48" r="44" />
      <path {...STROKE} d="M28 50 L42 64 L69 34" />
    </>
  ),
  invalid: (
    <>
      <rect class="face-ground" x="7" y="7" width="82" height="82" rx="12" />
      <path {...STROKE} d="M32 32 L64 64 M64 32 L32 64" />
    </>
  ),
  indeterminate: (
    <>
      <rect
        class="face-ground"
        x="16"
        y="16"
        width="64"
        height="64"
        rx="9"
        transform="rotate(45 48 48)"
      />
      <path {...STROKE} d="M37 39 C37 24 59 24 59 39 C59 48 48 47 48 57" />
      <circle class="face-dot" cx="48" cy="70" r="5.5" />
    </>
  ),
};
