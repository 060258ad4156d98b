import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DeskRefused, DeskUnavailable, problemOf } from '../src/desk/problems.ts';
import { problemInWords } from '../src/desk/problem-words.ts';
import { NetworkUnreachable } from '../src/device/network.ts';
import { hasEnded, stateInWords, today, todoOf } from '../src/institution/class-state.ts';
import type { ClassBrief } from '../src/institution/requests.ts';
import { zh } from '../src/institution/words-zh.ts';

/** Every code that one of the module's sources names. */
const codesIn = (file: string, after: string): string[] => {
  const source = readFileSync(`../${file}`, 'utf8').split(after)[1] ?? '';
  return [...(source.split('\n    }\n')[0] ?? '').matchAll(/=> "([a-z0-9_]+)"/g)].map(([, code]) => code ?? '');
};

test('whatever the module refuses has its own sentence in both languages', () => {
  const of = 'fn code(&self) -> &\'static str {';
  const codes = [...codesIn('keys/src/error.rs', of), ...codesIn('issuer/src/class.rs', of), ...codesIn('issuer/src/class_run/mod.rs', of)];
  assert.ok(codes.length > 20, codes.join());
  // Of files on a disk, which the page does not write.
  const onDisk = ['exists', 'unreadable', 'unwritable', 'private_half', 'public_half_differs', 'unusable_key', 'no_randomness'];
  for (const language of ['zh', 'en'] as const) {
    const unknown = problemInWords(new DeskRefused({ code: 'unknown' }), language);
    for (const code of codes.filter((code) => !onDisk.includes(code))) {
      assert.notEqual(problemInWords(new DeskRefused({ code }), language), unknown, `${code} in ${language}`);
    }
  }
});

test('a roster of another class is refused with row, column and value', () => {
  const problem = { code: 'other_class', row: 2, column: '开班备案号', value: '130102-2026-000013', number: '130102-2026-000012' };
  for (const [language, row] of [['zh', '第 2 行'], ['en', 'Row 2 ']] as const) {
    const said = problemInWords(new DeskRefused(problem), language);
    for (const part of [row, problem.column, problem.value, problem.number]) assert.ok(said.includes(part), said);
  }
  const named = { ...problem, code: 'class_named_before', number: null };
  assert.match(problemInWords(new DeskRefused(named), 'zh'), /第 2 行“开班备案号”.*130102-2026-000013.*删去/);
});

test('a refusal of the registry is said in its words, with the rule, and what is no problem document is said too', () => {
  const text = JSON.stringify({ code: 'passed', title: 'Not among those who passed', title_zh: '该学员未在班级合格名单中', detail: 'File the results.' });
  assert.match(problemInWords(problemOf(422, text), 'zh'), /未在班级合格名单中.*passed/);
  assert.equal(problemInWords(problemOf(422, text), 'en'), 'Not among those who passed. File the results.');
  assert.match(problemInWords(problemOf(502, '<html>'), 'zh'), /http_502/);
  const late = JSON.stringify({ code: 'filed_too_late', title: 't', title_zh: '过晚', detail: 'd', rule: '3' });
  assert.match(problemInWords(problemOf(422, late), 'zh'), /（3）/);
  for (const error of [new NetworkUnreachable(), new DeskUnavailable(), new Error('x')]) assert.match(problemInWords(error, 'zh'), /。$/);
});

const day = (days: number) => new Date(Date.parse(today()) + days * 86_400_000).toISOString().slice(0, 10);
const one = (number: string, more: Partial<ClassBrief>): ClassBrief => ({
  number, programme: 'P', programme_name: '保育师', first: day(-9), last: day(-1), class_hours: 8, place: '', teachers: [], people: 1,
  roster_sha256: '', filed: '', state: 'accepted', since: '', has_results: false, passed: null, ...more,
});

test('what is to be done is what waits for the institution, and a class filed again waits for nothing', () => {
  const todo = todoOf([
    one('1', { state: 'returned' }),
    one('2', { state: 'returned' }),
    one('3', { state: 'waiting', replaces: '2' }),
    one('4', { last: today() }),
    one('5', { last: day(1) }),
    one('6', { has_results: true, passed: 3 }),
    one('7', { has_results: true, passed: 0 }),
    one('8', { state: 'withdrawn' }),
    one('9', { has_results: true, passed: 3, last: day(-90) }),
  ]);
  const numbers = Object.fromEntries(Object.entries(todo).map(([name, classes]) => [name, classes.map(({ number }) => number).join()]));
  assert.deepEqual(numbers, { returned: '1', results: '4', issue: '6', waiting: '3' });
});

test('a class has ended on its last day, and says so', () => {
  assert.ok(hasEnded({ last: today() }) && !hasEnded({ last: day(1) }));
  assert.equal(stateInWords(one('1', {}), zh), '已结束，待提交结果');
  assert.equal(stateInWords(one('1', { last: day(1) }), zh), '已受理');
  assert.equal(stateInWords(one('1', { has_results: true, passed: 7 }), zh), '已提交结果（7 人合格）');
});
