import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PAGE_FIELDS, pageField } from '../src/page-fields.ts';
import { isPdf, resultOf, type Finding } from '../src/read/pdf-finding.ts';
import type { PdfContents } from '../src/read/pdf-messages.ts';
import type { Report } from '../src/report.ts';
import { fieldsThatDiffer, tell } from '../src/view/sentence.ts';
import { WORDS } from '../src/words/words.ts';

const contents = (embedded: unknown): PdfContents => ({ embedded, seen: { text: '姓名' }, pages: 1 });
const attached = contents({ certificate: [1, 2, 3] });
const bare = contents('nothing');
const judged = async () => null;
const ENDINGS: Finding['ended'][] = ['whole', 'too_long', 'damaged', 'encrypted'];

function altered(differs: string[]): Report {
  const page = { compared: true, differs };
  return { outcome: 'invalid', reason: 'altered', checks: [], evidence: {}, page, checked_at: '2026-06-10T02:00:00Z' };
}

test('an altered page names its fields in words, each once, in both languages', () => {
  const report = altered(['holder', 'class_hours', 'text', 'reissued']);
  assert.equal(tell(report, 'zh').why, '页面上的姓名、学时、文字与签名内容不一致，文件被改动。');
  assert.equal(
    tell(report, 'en').why,
    'the name, the class hours, the text on the page differs from what was signed; the file was altered.',
  );
});

test('a field that this page does not know is some of the text, and never a bare code', () => {
  for (const name of ['unheard_of', 'constructor', '__proto__', '']) {
    assert.equal(pageField(name, 'zh'), '文字');
    assert.equal(pageField(name, 'en'), 'the text');
  }
  assert.equal(fieldsThatDiffer({ ...altered([]) }, 'zh'), '文字');
});

test('each field has a word of its own in both languages', () => {
  for (const language of ['zh', 'en'] as const) {
    const words = Object.keys(PAGE_FIELDS).map((name) => pageField(name, language));
    assert.equal(new Set(words).size, words.length);
    assert.match(WORDS[language].page_says.differs, /\{fields\}/);
  }
});

test('what was looked at to the end is the verifier’s, codes once each', async () => {
  const found = { contents: bare, codes: ['a', 'b', 'a'], ended: 'whole' as const };
  const result = await resultOf(found, judged);
  assert.equal(result.kind, 'pdf');
  assert.deepEqual(JSON.parse(result.kind === 'pdf' ? result.artifact : ''), {
    embedded: 'nothing',
    seen: { text: '姓名' },
    codes: ['a', 'b'],
  });
});

test('an attachment is judged whatever became of the page’s picture', async () => {
  for (const ended of ENDINGS) {
    assert.equal((await resultOf({ contents: attached, codes: [], ended }, judged)).kind, 'pdf', ended);
  }
});

test('without an attachment nothing is judged that was not looked at to the end', async () => {
  for (const codes of [[], ['a code of ours']]) {
    const results = await Promise.all(ENDINGS.map((ended) => resultOf({ contents: bare, codes, ended }, judged)));
    const kinds = results.map(({ kind }) => kind);
    assert.deepEqual(kinds, ['pdf', 'pdf_takes_too_long', 'pdf_damaged', 'pdf_encrypted']);
  }
});

test('a file that could not be opened is damaged, encrypted or takes too long', async () => {
  const endings = ['too_long', 'damaged', 'encrypted'] as const;
  const results = await Promise.all(endings.map((ended) => resultOf({ codes: [], ended }, judged)));
  const kinds = results.map(({ kind }) => kind);
  assert.deepEqual(kinds, ['pdf_takes_too_long', 'pdf_damaged', 'pdf_encrypted']);
});

test('what the verifier finds nothing in is said, and what no history entry holds is refused', async () => {
  const found = { contents: bare, codes: [], ended: 'whole' as const };
  assert.equal((await resultOf(found, async () => 'no_code')).kind, 'pdf_no_code');
  assert.equal((await resultOf(found, async () => 'several_codes')).kind, 'pdf_several_codes');
  const seen = { text: 'x'.repeat(2_000_000) };
  assert.equal((await resultOf({ ...found, contents: { ...bare, seen } }, judged)).kind, 'pdf_too_large');
});

test('a PDF file is known by its mark, near its start, or by what the system says of it', async () => {
  const file = (text: string, type = '') => new Blob([text], { type });
  assert.equal(await isPdf(file('%PDF-1.7')), true);
  assert.equal(await isPdf(file(`${' '.repeat(1019)}%PDF-1.7`)), true);
  assert.equal(await isPdf(file(`${' '.repeat(1020)}%PDF-1.7`)), false);
  assert.equal(await isPdf(file('not one', 'application/pdf')), true);
  assert.equal(await isPdf(file('\u0089PNG', 'image/png')), false);
});
