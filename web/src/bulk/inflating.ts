/** Unpacks one entry of an archive, within what the list claims and what is allowed. */
import { Inflate } from 'fflate';
import { MAX_ENTRY_BYTES } from './limits.ts';
import { SourceRefused } from './source.ts';
import { packedBytesOf, type ZipEntry } from './zip-directory.ts';

/** So much is unpacked at a time: what a bomb makes of it, some sixty megabytes at most, is all that it ever gets. */
const CHUNK_BYTES = 64 * 1024;

export async function unpack(zip: Blob, entry: ZipEntry): Promise<Uint8Array> {
  const packed = new Uint8Array(await (await packedBytesOf(zip, entry)).arrayBuffer());
  if (entry.method === 'stored') {
    if (packed.length !== entry.bytes) throw new SourceRefused('zip_damaged');
    return packed;
  }
  const unpacked = new Uint8Array(Math.min(entry.bytes, MAX_ENTRY_BYTES));
  let length = 0;
  const inflate = new Inflate((part) => {
    // More than the list says: a bomb, or damage. Nothing of it is believed.
    if (length + part.length > unpacked.length) throw new SourceRefused('zip_damaged');
    unpacked.set(part, length);
    length += part.length;
  });
  try {
    for (let at = 0; at < packed.length; at += CHUNK_BYTES) {
      inflate.push(packed.subarray(at, at + CHUNK_BYTES), at + CHUNK_BYTES >= packed.length);
    }
  } catch {
    throw new SourceRefused('zip_damaged');
  }
  if (length !== unpacked.length) throw new SourceRefused('zip_damaged');
  return unpacked;
}
