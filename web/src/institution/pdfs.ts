/** Files that a person is handed. */
import { zipSync } from 'fflate';

/** An archive of files that are compressed already. */
export function zipOf(files: readonly [string, Uint8Array][]): Uint8Array {
  // What stands between a file's name and a folder's, or is no name on Windows, stands in no name.
  const plain = (name: string) => name.replace(/[\\/:*?"<>|\u0000-\u001f]/g, '_');
  return zipSync(Object.fromEntries(files.map(([name, bytes]) => [plain(name), bytes])), { level: 0 });
}

export function saveFile(bytes: Uint8Array, name: string, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type }));
  link.download = name;
  link.click();
  // The browser reads it after this has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
