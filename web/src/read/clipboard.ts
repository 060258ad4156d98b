/** What lies on the clipboard, asked for by a press of a button: a text, or a picture such as a screenshot. */
export type Clip =
  | { kind: 'text'; text: string }
  | { kind: 'picture'; picture: Blob }
  /** `refused`: by the person or the browser, or the browser has no such thing. */
  | { kind: 'empty' | 'refused' };

export async function readClipboard(): Promise<Clip> {
  const clipboard = navigator.clipboard as Partial<Clipboard> | undefined;
  try {
    // Firefox gives texts from 125, pictures from 127 on; before, the field below the button is what is left.
    if (clipboard?.read === undefined) return textClip((await clipboard?.readText?.()) ?? null);
    for (const item of await clipboard.read()) {
      const picture = item.types.find((type) => type.startsWith('image/'));
      if (picture !== undefined) return { kind: 'picture', picture: await item.getType(picture) };
      if (item.types.includes('text/plain')) return textClip(await (await item.getType('text/plain')).text());
    }
    return { kind: 'empty' };
  } catch {
    return { kind: 'refused' };
  }
}

function textClip(text: string | null): Clip {
  if (text === null) return { kind: 'refused' };
  return text.trim() === '' ? { kind: 'empty' } : { kind: 'text', text };
}

/** The files in a paste (Ctrl+V) or a drop, whatever they are, so that a wrong one is answered; folders as what leads into them. */
export function filesIn(transfer: DataTransfer | null): (File | FileSystemEntry)[] {
  const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === 'file');
  return items.flatMap((item): (File | FileSystemEntry)[] => {
    const entry = item.webkitGetAsEntry?.() ?? null;
    const file = item.getAsFile();
    if (entry?.isDirectory) return [entry];
    return file === null ? [] : [file];
  });
}

/** The one file that is read by itself; null where it is many, or may hold many. */
export function theOneFile(files: (File | FileSystemEntry)[]): File | null {
  const [file] = files;
  return files.length === 1 && file instanceof File && !/\.zip$/i.test(file.name) ? file : null;
}
