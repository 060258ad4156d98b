/**
 * The list of files at a ZIP archive's end (APPNOTE.TXT 4.3). Only the list is read here; each file is unpacked when its
 * turn comes, so that an archive is never held whole. What the list claims is not believed: unpacking stops at the limits.
 */
import { MAX_DIRECTORY_BYTES, MAX_ENTRY_BYTES, MAX_FILES, MAX_UNPACKED_BYTES } from './limits.ts';
import { SourceRefused, type SourceProblem } from './source.ts';

export interface ZipEntry {
  name: string;
  /** Where its own header begins. */
  offset: number;
  packedBytes: number;
  bytes: number;
  method: 'stored' | 'deflated';
}

export type Listed = { entry: ZipEntry } | { name: string; problem: SourceProblem };

const END_OF_LIST = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const LIST_ENTRY = 0x02014b50;
const LIST_ENTRY_BYTES = 46;
const FILE_HEADER = 0x04034b50;
const FILE_HEADER_BYTES = 30;
const ENCRYPTED = 1;
const NAME_IS_UTF8 = 1 << 11;

/** Throws `SourceRefused` where the archive as a whole is refused. */
export async function listZip(zip: Blob): Promise<Listed[]> {
  const tail = await viewOf(zip, Math.max(0, zip.size - END_BYTES - MAX_COMMENT_BYTES), zip.size);
  const end = endOfList(tail);
  if (end === null) throw new SourceRefused('zip_damaged');
  const count = tail.getUint16(end + 10, true);
  const listBytes = tail.getUint32(end + 12, true);
  const listOffset = tail.getUint32(end + 16, true);
  // These values say that the true ones stand in ZIP64's records, for archives that are too large here anyway.
  const isZip64 = count === 0xffff || listBytes === 0xffffffff || listOffset === 0xffffffff;
  if (isZip64 || count > MAX_FILES || listBytes > MAX_DIRECTORY_BYTES) throw new SourceRefused('zip_too_large');
  if (count === 0) throw new SourceRefused('zip_empty');
  if (listOffset + listBytes > zip.size) throw new SourceRefused('zip_damaged');
  const listed = entriesOf(await viewOf(zip, listOffset, listOffset + listBytes), count);
  const unpacked = listed.reduce((sum, each) => sum + ('entry' in each ? each.entry.bytes : 0), 0);
  if (unpacked > MAX_UNPACKED_BYTES) throw new SourceRefused('zip_too_large');
  return listed;
}

/** Where the packed bytes of an entry lie. */
export async function packedBytesOf(zip: Blob, { offset, packedBytes }: ZipEntry): Promise<Blob> {
  const header = await viewOf(zip, offset, offset + FILE_HEADER_BYTES);
  const isHeader = header.byteLength === FILE_HEADER_BYTES && header.getUint32(0, true) === FILE_HEADER;
  if (!isHeader) throw new SourceRefused('zip_damaged');
  const start = offset + FILE_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + packedBytes > zip.size) throw new SourceRefused('zip_damaged');
  return zip.slice(start, start + packedBytes);
}

async function viewOf(zip: Blob, start: number, end: number): Promise<DataView> {
  return new DataView(await zip.slice(start, end).arrayBuffer());
}

/** From behind, since a comment may follow. */
function endOfList(tail: DataView): number | null {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) === END_OF_LIST) return at;
  }
  return null;
}

function entriesOf(list: DataView, count: number): Listed[] {
  const listed: Listed[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + LIST_ENTRY_BYTES > list.byteLength || list.getUint32(at, true) !== LIST_ENTRY) {
      throw new SourceRefused('zip_damaged');
    }
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => list.getUint16(at + field, true)) as [number, number, number];
    const nameAt = at + LIST_ENTRY_BYTES;
    if (nameAt + nameBytes > list.byteLength) throw new SourceRefused('zip_damaged');
    const flags = list.getUint16(at + 8, true);
    const name = nameOf(new Uint8Array(list.buffer, list.byteOffset + nameAt, nameBytes), (flags & NAME_IS_UTF8) !== 0);
    if (!name.endsWith('/')) listed.push(entryOf(list, at, name, flags));
    at = nameAt + nameBytes + extraBytes + commentBytes;
  }
  return listed;
}

function entryOf(list: DataView, at: number, name: string, flags: number): Listed {
  const method = list.getUint16(at + 10, true);
  const [packedBytes, bytes, offset] = [20, 24, 42].map((field) => list.getUint32(at + field, true)) as [number, number, number];
  if ((flags & ENCRYPTED) !== 0) return { name, problem: 'zip_encrypted' };
  if (method !== 0 && method !== 8) return { name, problem: 'zip_method' };
  if (bytes > MAX_ENTRY_BYTES) return { name, problem: 'zip_entry_too_large' };
  return { entry: { name, offset, packedBytes, bytes, method: method === 0 ? 'stored' : 'deflated' } };
}

/** Windows in China writes names in GBK and does not say so; others write UTF-8 and sometimes do not say so either. */
function nameOf(bytes: Uint8Array, isUtf8: boolean): string {
  const decode = (encoding: string, fatal: boolean) => new TextDecoder(encoding, { fatal }).decode(bytes);
  let name: string;
  try {
    name = decode('utf-8', !isUtf8);
  } catch {
    name = decode('gb18030', false);
  }
  return name.replace(/\\/g, '/');
}
