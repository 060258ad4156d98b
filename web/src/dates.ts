/** Times and dates in words, for display only: what is too old is the verifier's decision. */
import type { Language } from './language.ts';

/** Without a summer time since 1991. Not by Intl, whose first use takes a slow phone some 14 ms of the wait for a verdict. */
const BEIJING_AHEAD_MILLIS = 8 * 60 * 60 * 1000;

/** 2026年5月21日 14:05, Beijing time. What is no time is shown as it came. */
export function timeInWords(rfc3339: string, language: Language): string {
  const there = new Date(Date.parse(rfc3339) + BEIJING_AHEAD_MILLIS);
  if (Number.isNaN(there.getTime())) return rfc3339;
  const two = (value: number) => String(value).padStart(2, '0');
  const day = dayInWords(there.getUTCFullYear(), there.getUTCMonth() + 1, there.getUTCDate(), language);
  const clock = `${two(there.getUTCHours())}:${two(there.getUTCMinutes())}`;
  return language === 'zh' ? `${day} ${clock}` : `${day}, ${clock}`;
}

/** The day of a time in Beijing. */
export function dayOfTimeInWords(rfc3339: string, language: Language): string {
  return timeInWords(rfc3339, language).replace(/,? \d\d:\d\d$/, '');
}

const MONTHS = 'January February March April May June July August September October November December';

/** An ISO date is a calendar day already: no time zone is applied to it. */
export function dateInWords(isoDate: string, language: Language): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(isoDate);
  if (match === null) return isoDate;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return dayInWords(year, month, day, language);
}

function dayInWords(year: number, month: number, day: number, language: Language): string {
  if (language === 'zh') return `${year}年${month}月${day}日`;
  return `${day} ${MONTHS.split(' ')[month - 1] ?? ''} ${year}`;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 3 小时前. Rounded down; days from the second day on. A little in the future is "just now". */
export function ageInWords(rfc3339: string, nowRfc3339: string, language: Language): string {
  const age_secs = (Date.parse(nowRfc3339) - Date.parse(rfc3339)) / 1000;
  if (Number.isNaN(age_secs)) return '';
  if (age_secs < MINUTE) return language === 'zh' ? '刚刚' : 'just now';
  if (age_secs < HOUR) return ago(age_secs / MINUTE, '分钟', 'minute', language);
  if (age_secs < 2 * DAY) return ago(age_secs / HOUR, '小时', 'hour', language);
  return ago(age_secs / DAY, '天', 'day', language);
}

function ago(value: number, zh: string, en: string, language: Language): string {
  const whole = Math.floor(value);
  if (language === 'zh') return `${whole} ${zh}前`;
  return `${whole} ${en}${whole === 1 ? '' : 's'} ago`;
}
