import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REASON_PHRASES } from '../src/reason-phrases.ts';
import { CHECKS, OUTCOMES, REASONS, type Outcome, type Reason, type Report } from '../src/report.ts';
import { faceOf, FACES, fill, SENTENCES, sentenceKey } from '../src/verdicts.ts';
import { tell } from '../src/view/sentence.ts';
import { WORDS } from '../src/words/words.ts';

const LANGUAGES = ['zh', 'en'] as const;
const INDETERMINATE: readonly Reason[] = [
  'no_trust_bundle',
  'clock_behind',
  'trust_bundle_expired',
  'trust_bundle_too_old',
  'receipt_required', 'log_contradicted',
  'registered_in_future',
  'status_unknown',
  'status_stale',
];

function reportOf(outcome: Outcome, reason: string | null, parts: Partial<Report> = {}): Report {
  return {
    outcome,
    reason,
    checks: [],
    evidence: {},
    checked_at: '2026-06-10T02:00:00Z',
    ...parts,
  };
}

const outcomeOf = (reason: Reason): Outcome =>
  INDETERMINATE.includes(reason) ? 'indeterminate' : 'invalid';

test('each reason has a sentence why, an advice and a phrase in both languages', () => {
  for (const reason of REASONS) {
    for (const language of LANGUAGES) {
      const { why, advice } = SENTENCES[reason][language];
      assert.ok(why.length > 0 && advice.length > 0, `${reason} ${language}`);
      assert.ok(REASON_PHRASES[reason][language].length > 0, `${reason} ${language}`);
    }
  }
});

test('each sentence opens with the word of its own outcome', () => {
  for (const reason of REASONS) {
    for (const language of LANGUAGES) {
      const { opening } = FACES[outcomeOf(reason)][language];
      assert.ok(SENTENCES[reason][language].why.startsWith(opening), `${reason} ${language}`);
    }
  }
  for (const language of LANGUAGES) {
    assert.ok(SENTENCES.valid[language].why.startsWith(FACES.valid[language].opening));
  }
});

test('only the outcome valid says valid', () => {
  for (const outcome of ['invalid', 'indeterminate'] as const) {
    for (const reason of [...REASONS, 'valid', 'unheard_of', 'constructor']) {
      for (const language of LANGUAGES) {
        const { word, why, advice } = tell(reportOf(outcome, reason), language);
        const { opening } = FACES[outcome][language];
        assert.equal(word, FACES[outcome][language].word);
        assert.ok(why.length > 0 && advice.length > 0);
        const key = sentenceKey(reportOf(outcome, reason));
        assert.notEqual(key, 'valid');
        assert.ok(SENTENCES[key][language].why.startsWith(opening), `${outcome} ${reason}`);
      }
    }
  }
});

test('no place in a sentence stays unfilled', () => {
  for (const reason of REASONS) {
    for (const language of LANGUAGES) {
      const { why, advice } = tell(reportOf(outcomeOf(reason), reason), language);
      assert.doesNotMatch(why + advice, /[{}]/, `${reason} ${language}`);
    }
  }
});

test('a probable forgery names what does not match', () => {
  const { why } = tell(reportOf('invalid', 'bad_signature'), 'zh');
  assert.equal(why, '证书内容或签名与备案不符（培训机构的签名不正确），很可能是伪造。');
});

test('revocation data that does not reach the certificate is said with its date', () => {
  const snapshot = {
    authority: '130100',
    as_of: '2026-06-09T16:00:00Z',
    next_update: '2026-06-12T16:00:00Z',
    tree_size: 10,
  };
  const none = tell(reportOf('indeterminate', 'status_unknown'), 'zh');
  assert.equal(none.why, '签名真实，但本机没有吊销信息。');
  const some = tell(reportOf('indeterminate', 'status_unknown', { evidence: { snapshot } }), 'zh');
  assert.match(some.why, /截至2026年6月10日 00:00/);
});

test('the two languages have the same faces, checks and results', () => {
  for (const language of LANGUAGES) {
    for (const outcome of OUTCOMES) assert.ok(FACES[outcome][language].word);
    for (const check of CHECKS) assert.ok(WORDS[language].checks[check]?.means);
    assert.equal(WORDS[language].order_reasons.length, 9);
  }
});

test('a value is filled in as it is, whatever it contains', () => {
  assert.equal(fill('{a}', { a: '{b} $1 $&' }), '{b} $1 $&');
});

test('a check that failed for want of evidence is told from one that found a fault', () => {
  for (const reason of REASONS) assert.equal(faceOf(reason), outcomeOf(reason), reason);
  assert.equal(faceOf('unheard_of'), null);
  assert.equal(faceOf(undefined), null);
});
