import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseReport } from '../src/report.ts';

const VALID = { outcome: 'valid', reason: null, checks: [], evidence: {}, checked_at: '' };

test('what is no Report is refused', () => {
  const broken = [
    null,
    [],
    'valid',
    {},
    { ...VALID, outcome: 'VALID' },
    { ...VALID, outcome: undefined },
    { ...VALID, reason: 'revoked' },
    { ...VALID, outcome: 'invalid' },
    { ...VALID, checks: undefined },
    { ...VALID, evidence: null },
  ];
  for (const value of broken) {
    assert.throws(() => parseReport(JSON.stringify(value)), JSON.stringify(value));
  }
  assert.throws(() => parseReport(''));
  assert.equal(parseReport(JSON.stringify(VALID)).outcome, 'valid');
});
