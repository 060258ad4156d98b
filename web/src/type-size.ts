/** Ordinary or large type: by the button, remembered on this device. */
export const TYPE_SIZES = ['ordinary', 'large'] as const;
export type TypeSize = (typeof TYPE_SIZES)[number];

const KEY = 'type_size';

export function rememberedTypeSize(): TypeSize {
  try {
    return localStorage.getItem(KEY) === 'large' ? 'large' : 'ordinary';
  } catch {
    return 'ordinary';
  }
}

export function rememberTypeSize(size: TypeSize): void {
  try {
    localStorage.setItem(KEY, size);
  } catch {
    // A private window may refuse: the choice then lasts as long as the page.
  }
}
