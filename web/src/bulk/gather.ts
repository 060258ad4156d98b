/** What was chosen or dropped, as sources: files, folders to any depth, and archives of them. */
import { askWorker, type Asking, type Unnumbered } from './asking.ts';
import { MAX_DEPTH, MAX_FILES } from './limits.ts';
import { isLitter, isZipName, refusedSource, SourceRefused, type Source } from './source.ts';
import { listZip } from './zip-directory.ts';
import type { ZipAnswer, ZipOrder } from './zip-messages.ts';
import ZipWorker from './zip-worker.ts?worker';

export interface Gathered {
  sources: Source[];
  /** There were more than are taken at once. */
  isCut: boolean;
}

type Unpacking = Asking<Unnumbered<ZipOrder>, ZipAnswer>;

/** Starts no worker until something is unpacked. */
export const openUnpacking = (): Unpacking =>
  askWorker(() => new ZipWorker(), () => ({ id: -1, problem: 'unreadable' as const }));

export async function gather(given: (File | FileSystemEntry)[], unpacking: Unpacking): Promise<Gathered> {
  const sources: Source[] = [];
  const take = async (name: string, file: () => Promise<File>): Promise<void> => {
    if (isZipName(name)) sources.push(...(await inZip(name, file, unpacking)));
    else sources.push({ name, open: file });
  };
  for (const item of given) {
    if (sources.length > MAX_FILES) break;
    if (item instanceof File) {
      const name = item.webkitRelativePath || item.name;
      if (!isLitter(name)) await take(name, async () => item);
    } else {
      await walk(item, item.name, MAX_DEPTH, take, () => sources.length > MAX_FILES);
    }
  }
  return { sources: sources.slice(0, MAX_FILES), isCut: sources.length > MAX_FILES };
}

async function inZip(name: string, file: () => Promise<File>, unpacking: Unpacking): Promise<Source[]> {
  try {
    const zip = await file();
    const listed = (await listZip(zip)).filter((each) => !isLitter('entry' in each ? each.entry.name : each.name));
    if (listed.length === 0) return [refusedSource(name, 'zip_empty')];
    return listed.map((each) => {
      const path = `${name} › ${'entry' in each ? each.entry.name : each.name}`;
      if (!('entry' in each)) return refusedSource(path, each.problem);
      if (isZipName(path)) return refusedSource(path, 'zip_nested');
      return { name: path, open: () => unpacked(zip, each.entry, unpacking) };
    });
  } catch (error) {
    return [refusedSource(name, error instanceof SourceRefused ? error.problem : 'unreadable')];
  }
}

async function unpacked(zip: Blob, entry: ZipOrder['entry'], unpacking: Unpacking): Promise<Blob> {
  const answer = await unpacking.ask({ zip, entry });
  if ('problem' in answer) throw new SourceRefused(answer.problem);
  return new Blob([answer.file]);
}

/** A folder that was dropped, in the order of its names. */
async function walk(
  entry: FileSystemEntry,
  path: string,
  depth: number,
  take: (name: string, file: () => Promise<File>) => Promise<void>,
  isEnough: () => boolean,
): Promise<void> {
  if (isEnough() || isLitter(path)) return;
  if (entry.isFile) {
    const file = () => new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return take(path, file);
  }
  if (depth === 0) return;
  const within = (await entriesOf(entry as FileSystemDirectoryEntry)).sort((a, b) => a.name.localeCompare(b.name));
  for (const each of within) await walk(each, `${path}/${each.name}`, depth - 1, take, isEnough);
}

/** Browsers give some hundred at a time, and none at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0 || all.length > MAX_FILES) return all;
    all.push(...some);
  }
}
