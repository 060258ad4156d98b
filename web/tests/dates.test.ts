import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageInWords, dateInWords, dayOfTimeInWords, timeInWords } from '../src/dates.ts';

const NOW = '2026-06-10T02:00:00Z';
const before = (secs: number) => new Date(Date.parse(NOW) - secs * 1000).toISOString();

test('ages are rounded down, at each limit and one second either side', () => {
  const cases: [number, string, string][] = [
    [-120, '刚刚', 'just now'],
    [59, '刚刚', 'just now'],
    [60, '1 分钟前', '1 minute ago'],
    [3599, '59 分钟前', '59 minutes ago'],
    [3600, '1 小时前', '1 hour ago'],
    [2 * 86400 - 1, '47 小时前', '47 hours ago'],
    [2 * 86400, '2 天前', '2 days ago'],
    [400 * 86400, '400 天前', '400 days ago'],
  ];
  for (const [secs, zh, en] of cases) {
    assert.equal(ageInWords(before(secs), NOW, 'zh'), zh);
    assert.equal(ageInWords(before(secs), NOW, 'en'), en);
  }
});

test('times are shown in Beijing time, past midnight too', () => {
  assert.equal(timeInWords('2026-06-09T16:00:00Z', 'zh'), '2026年6月10日 00:00');
  assert.equal(timeInWords('2026-06-09T16:00:00Z', 'en'), '10 June 2026, 00:00');
  assert.equal(dayOfTimeInWords('2026-06-09T15:59:59Z', 'zh'), '2026年6月9日');
  assert.equal(dayOfTimeInWords('2026-06-09T15:59:59Z', 'en'), '9 June 2026');
});

test('a date is the day that it names, in no time zone', () => {
  assert.equal(dateInWords('2026-05-01', 'zh'), '2026年5月1日');
  assert.equal(dateInWords('2026-05-01', 'en'), '1 May 2026');
});

test('what is no time is shown as it came', () => {
  assert.equal(timeInWords('soon', 'zh'), 'soon');
  assert.equal(dateInWords('2026-5-1', 'zh'), '2026-5-1');
  assert.equal(ageInWords('soon', NOW, 'zh'), '');
});
