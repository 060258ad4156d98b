import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortFound } from '../src/read/found.ts';
import { stepsFor } from '../src/read/steps.ts';

const OURS = 'https://cert.example/c#0123';
const OTHER = 'https://cert.example/c#4567';
const isStatement = (text: string) => text === OURS || text === OTHER;

test('a certificate is chosen among other codes, and the same one twice is one', () => {
  assert.deepEqual(sortFound(['https://pay.example/1', OURS, '', OURS], isStatement), { kind: 'one', text: OURS });
});

test('two certificates are several', () => {
  assert.deepEqual(sortFound([OURS, OTHER], isStatement), { kind: 'several', texts: [OURS, OTHER] });
});

test('spoilt digits behind an address of our form are presented, but not beside a certificate', () => {
  const spoilt = 'http://127.0.0.1:8080/c#999';
  assert.deepEqual(sortFound([spoilt, 'x'], isStatement), { kind: 'one', text: spoilt });
  assert.deepEqual(sortFound([spoilt, OURS], isStatement), { kind: 'one', text: OURS });
});

test('codes of other things are told from no code at all', () => {
  const foreign = ['6901234567892', 'https://cert.example/c', 'https://cert.example/c?x#1', 'https://cert.example/d#1'];
  for (const text of foreign) assert.deepEqual(sortFound([text], isStatement), { kind: 'foreign' }, text);
  assert.deepEqual(sortFound(['', ''], isStatement), { kind: 'nothing' });
});

test('a picture is never read twice at the same size with the same effort, nor larger than it is but for the last', () => {
  for (const [width, height] of [[90, 60], [999, 400], [1000, 1000], [1600, 1200], [3200, 100], [4000, 3000]] as const) {
    const { quick, hard } = stepsFor(width, height);
    const longest = Math.max(width, height);
    for (const steps of [quick, hard]) {
      const sizes = steps.map((step) => step.longest);
      assert.equal(new Set(sizes).size, sizes.length, `${width} × ${height}`);
      assert.ok(sizes.every((size, at) => size <= longest || (at === sizes.length - 1 && size === 2 * longest && longest < 1000)));
    }
    assert.ok(quick.every(({ effort }) => effort === 'quick') && hard.every(({ effort }) => effort === 'hard'));
  }
});
