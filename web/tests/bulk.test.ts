import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zipSync } from 'fflate';
import { arrange, AS_GIVEN, sortedBy } from '../src/bulk/arrange.ts';
import { csvOf } from '../src/bulk/csv.ts';
import { unpack } from '../src/bulk/inflating.ts';
import { MAX_ENTRY_BYTES, MAX_FILES, MAX_UNPACKED_BYTES } from '../src/bulk/limits.ts';
import { measureRate, remaining } from '../src/bulk/rate.ts';
import type { Exit, Row } from '../src/bulk/row.ts';
import { isLitter, SourceRefused } from '../src/bulk/source.ts';
import { listZip, type ZipEntry } from '../src/bulk/zip-directory.ts';

const LIST_ENTRY = Buffer.from('PK\u0001\u0002');
const END = Buffer.from('PK\u0005\u0006');
const zipOf = (entries: Record<string, Uint8Array>) => Buffer.from(zipSync(entries, { level: 9 }));
const blob = (bytes: Uint8Array) => new Blob([Uint8Array.from(bytes)]);
const refused = (problem: string) => (error: unknown) => error instanceof SourceRefused && error.problem === problem;

async function onlyEntry(zip: Buffer): Promise<ZipEntry> {
  const [listed] = await listZip(blob(zip));
  assert.ok(listed !== undefined && 'entry' in listed);
  return listed.entry;
}

test('no cell of a results file is a formula, and every cell reads back', () => {
  const csv = csvOf([['=1+1', '+2', '-3', '@x', '\tx', '\rx'], ['a,b', 'a"b', 'a\nb', '', '张三', "it's"]]);
  assert.equal(csv, `\ufeff'=1+1,'+2,'-3,'@x,'\tx,"'\rx"\r\n"a,b","a""b","a\nb",,张三,it's\r\n`);
});

test('an archive is listed and unpacked, stored and deflated', async () => {
  const contents = Buffer.from('certificate '.repeat(10_000));
  const stored = Buffer.from(zipSync({ 'a.pdf': [contents, { level: 0 }] }));
  for (const zip of [zipOf({ 'a.pdf': contents }), stored, Buffer.concat([zipOf({ 'a.pdf': contents })])]) {
    const entry = await onlyEntry(zip);
    assert.equal(entry.name, 'a.pdf');
    assert.deepEqual(Buffer.from(await unpack(blob(zip), entry)), contents);
  }
});

test('what unpacks to more or less than the list says is refused, and nothing beyond the limit is unpacked', async () => {
  const zip = zipOf({ 'a.pdf': new Uint8Array(3_000_000) });
  const sizeAt = zip.lastIndexOf(LIST_ENTRY) + 24;
  for (const claimed of [2_999_999, 3_000_001, 10]) {
    zip.writeUInt32LE(claimed, sizeAt);
    await assert.rejects(unpack(blob(zip), await onlyEntry(zip)), refused('zip_damaged'), String(claimed));
  }
  for (const [claimed, problem] of [[MAX_ENTRY_BYTES, null], [MAX_ENTRY_BYTES + 1, 'zip_entry_too_large']] as const) {
    zip.writeUInt32LE(claimed, sizeAt);
    const [listed] = await listZip(blob(zip));
    assert.equal(listed !== undefined && 'problem' in listed ? listed.problem : null, problem);
  }
});

test('archives of too many files, or too large when unpacked, are refused whole', async () => {
  const zip = zipOf({ 'a.pdf': new Uint8Array(10) });
  for (const [count, problem] of [[MAX_FILES + 1, 'zip_too_large'], [0xffff, 'zip_too_large'], [0, 'zip_empty'], [2, 'zip_damaged']] as const) {
    zip.writeUInt16LE(count, zip.lastIndexOf(END) + 10);
    await assert.rejects(listZip(blob(zip)), refused(problem), String(count));
  }
  const many = Math.floor(MAX_UNPACKED_BYTES / MAX_ENTRY_BYTES) + 1;
  const entries = Object.fromEntries(Array.from({ length: many }, (_, index) => [`${index}.pdf`, new Uint8Array(1)]));
  const large = zipOf(entries);
  for (let at = large.indexOf(LIST_ENTRY); at >= 0; at = large.indexOf(LIST_ENTRY, at + 4)) large.writeUInt32LE(MAX_ENTRY_BYTES, at + 24);
  await assert.rejects(listZip(blob(large)), refused('zip_too_large'));
});

test('an archive cut short or changed anywhere in its list is refused or listed, and never breaks', async () => {
  const zip = zipOf({ 'a.pdf': Buffer.from('abc'), 'b/c.pdf': Buffer.from('def') });
  for (let length = 0; length < zip.length; length++) await assert.rejects(listZip(blob(zip.subarray(0, length))), SourceRefused);
  for (let at = zip.indexOf(LIST_ENTRY); at < zip.length; at++) {
    const changed = Buffer.from(zip);
    changed[at]! ^= 0xff;
    const listed = await listZip(blob(changed)).catch((error: unknown) => {
      assert.ok(error instanceof SourceRefused, String(error));
      return [];
    });
    for (const each of listed) {
      if ('entry' in each) await unpack(blob(changed), each.entry).catch((error: unknown) => assert.ok(error instanceof SourceRefused));
    }
  }
});

test('what systems leave in folders is passed over', () => {
  for (const path of ['__MACOSX/a/._b.pdf', 'a/.DS_Store', 'Thumbs.db', 'a/desktop.ini', '.git/x.pdf']) assert.ok(isLitter(path), path);
  for (const path of ['a/b.pdf', 'Thumbs.db.pdf', 'a.b/c.pdf']) assert.ok(!isLitter(path), path);
});

const row = (index: number, file: string, exit: Exit): Row => ({
  index,
  file,
  exit,
  source: { name: file, open: () => Promise.reject(new Error()) },
  result: { problem: 'unreadable' },
});

test('rows are sorted up, down and as they came, numbers in names as numbers, and filtered', () => {
  const rows = [row(2, '证书 10.pdf', 'valid'), row(0, '证书 9.pdf', 'invalid'), row(1, '甲.pdf', 'unread')];
  const order = (arrangement: typeof AS_GIVEN) => arrange(rows, arrangement, () => '').map(({ index }) => index);
  assert.deepEqual(order(AS_GIVEN), [0, 1, 2]);
  const byVerdict = sortedBy('verdict', AS_GIVEN);
  assert.deepEqual(order(byVerdict), [0, 1, 2]);
  assert.deepEqual(order(sortedBy('verdict', byVerdict)), [2, 1, 0]);
  assert.deepEqual(sortedBy('verdict', sortedBy('verdict', byVerdict)), AS_GIVEN);
  const byFile = order(sortedBy('file', AS_GIVEN));
  assert.ok(byFile.indexOf(0) < byFile.indexOf(2), '9 before 10');
  assert.deepEqual(order({ ...AS_GIVEN, only: 'unread' }), [1]);
});

test('the rate is that of the last half minute, and nothing is said before there is one', () => {
  const rate = measureRate();
  for (let at = 0; at < 3; at++) rate.done(at * 1000);
  assert.equal(rate.perSecond(3000), null);
  for (let at = 3; at <= 100; at++) rate.done(at * 1000);
  assert.ok(Math.abs((rate.perSecond(100_000) ?? 0) - 1) < 0.05);
  assert.deepEqual(remaining(10, 2), { unit: 'seconds', value: 10 });
  assert.deepEqual(remaining(180, 1), { unit: 'minutes', value: 3 });
  assert.deepEqual(remaining(8000, 1), { unit: 'hours', value: 3 });
});
