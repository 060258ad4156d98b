import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseConfig } from '../src/device/config.ts';
import { namesOtherRoots, rootBytes } from '../src/device/pinned.ts';
import { pathUnder } from '../src/device/network.ts';
import { authorityOf } from '../src/device/registry.ts';
import type { Report } from '../src/report.ts';

const ROOT = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const CONFIG = {
  format: 1,
  roots: [ROOT],
  official_host: '127.0.0.1:8080',
  authorities: [{ code: '130100', name: '示例局', base_url: 'http://127.0.0.1:8080/130100' }],
};

test('a configuration is taken whole or not at all', () => {
  const broken = [
    null,
    {},
    { ...CONFIG, format: 2 },
    { ...CONFIG, roots: [] },
    { ...CONFIG, roots: [ROOT, 'ab'] },
    { ...CONFIG, roots: [ROOT.toUpperCase()] },
    { ...CONFIG, official_host: 7 },
    { ...CONFIG, authorities: [{ code: '130100', name: 'x', base_url: 'javascript:0' }] },
  ];
  for (const value of broken) assert.throws(() => parseConfig(value), JSON.stringify(value));
  assert.deepEqual(parseConfig(CONFIG).roots, [ROOT]);
});

test('root keys become 32 bytes each', () => {
  assert.equal(rootBytes(null).length, 0);
  const bytes = rootBytes({ roots: [ROOT, OTHER], sinceSecs: 0 });
  assert.equal(bytes.length, 64);
  assert.deepEqual([bytes[0], bytes[63]], [0xab, 0xcd]);
});

test('other root keys than those pinned or rotated to are noticed', () => {
  const pinned = { roots: [ROOT], sinceSecs: 0 };
  const config = parseConfig(CONFIG);
  assert.equal(namesOtherRoots(config, pinned, [ROOT]), false);
  assert.equal(namesOtherRoots({ ...config, roots: [OTHER] }, pinned, [OTHER]), false);
  assert.equal(namesOtherRoots({ ...config, roots: [OTHER] }, pinned, [ROOT]), true);
  assert.equal(namesOtherRoots({ ...config, roots: [ROOT, OTHER] }, pinned, [ROOT]), true);
});

test('only the path of a base URL counts', () => {
  assert.equal(pathUnder('https://example.invalid/130100', 'v1/pack'), '/130100/v1/pack');
  assert.equal(pathUnder('https://example.invalid', 'v1/pack'), '/v1/pack');
});

test('the registry asked is the one that the number names, else the evidence', () => {
  const config = parseConfig(CONFIG);
  const base = { evidence: {} } as Report;
  const numbered = (number: string) =>
    ({ ...base, certificate: { number } }) as unknown as Report;
  assert.equal(authorityOf(numbered('13010020260007000001'), config)?.code, '130100');
  assert.equal(authorityOf(numbered('13020020260007000001'), config), null);
  assert.equal(authorityOf(base, config), null);
  const snapshot = { authority: '130100', as_of: '', next_update: '', tree_size: 1 };
  assert.equal(authorityOf({ ...base, evidence: { snapshot } }, config)?.code, '130100');
  assert.equal(authorityOf(numbered('13010020260007000001'), null), null);
});
