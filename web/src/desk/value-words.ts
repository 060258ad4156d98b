/** What a catalogue or the policy cannot say, by the member that the registry names: what is wrong, and what to do. */
import type { Language } from '../language.ts';

type Words = Record<Language, string>;

/** The sentence for this refusal; nothing where its code has words of its own. */
export function valueWords(code: string, rule: string | null): Words | undefined {
  if (code === 'desk_value') return VALUES[rule ?? ''];
  return code === 'policy_value' ? (POLICY[rule ?? ''] ?? NUMBER) : undefined;
}

const VALUES: Record<string, Words> = {
  code: {
    zh: '项目代码只能用字母、数字和短横线，1 至 32 个，没有保存。请改正后再试。',
    en: 'A code has 1 to 32 letters, digits and dashes; nothing was saved. Correct it and try again.',
  },
  name: { zh: '名称没有填写，或者太长、含有不能用的字符，没有保存。请改正后再试。', en: 'The name is missing, too long, or has a character that cannot be used; nothing was saved.' },
  occupation_code: {
    zh: '没有这样的职业编码，没有保存：须为《职业分类大典》的编码，如 4-10-01-03。请查对后再试。',
    en: 'There is no such occupation code, so nothing was saved: it looks like 4-10-01-03. Look it up and try again.',
  },
  occupation_edition: { zh: '大典版本须为 1999 至 2100 之间的年份，没有保存。请改正后再试。', en: 'The edition is a year between 1999 and 2100; nothing was saved. Correct it and try again.' },
  class_hours: { zh: '课时须为 1 至 10000，没有保存。请改正后再试。', en: 'Class hours are 1 to 10,000; nothing was saved. Correct them and try again.' },
  levels: { zh: '技能等级须为一级至五级，没有保存。请重新选择。', en: 'Skill levels are 1 to 5; nothing was saved. Choose them again.' },
  subsidy_fen: { zh: '补贴标准不得超过每人 100 万元，没有保存。请查对后再试。', en: 'A subsidy is at most 1,000,000 元 for one person; nothing was saved. Check it and try again.' },
  until: { zh: '截止日期不合适，没有保存：它不能早于起始日期。请改正后再试。', en: 'The last day cannot be before the first; nothing was saved. Correct one of them and try again.' },
  uscc: {
    zh: '信任名录中本局名下没有这家机构，没有保存。请查对统一社会信用代码；新机构须先由省厅列入名录。',
    en: 'The trust bundle lists no such institution for this bureau, so nothing was saved. Check the code; the province lists a new one first.',
  },
  address: { zh: '地址没有填写，或者太长，没有保存。请改正后再试。', en: 'The address is missing or too long; nothing was saved. Correct it and try again.' },
  kind: { zh: '机构类型没有填写，或者太长，没有保存。请改正后再试。', en: 'The kind is missing or too long; nothing was saved. Correct it and try again.' },
  contact: { zh: '联系方式太长，没有保存。请改正后再试。', en: 'The contact is too long; nothing was saved. Correct it and try again.' },
  programmes: { zh: '可培训项目不合适，没有保存：最多 300 个，须是目录中的项目。请重新选择。', en: 'The programmes cannot be so (at most 300, of the catalogue); nothing was saved. Choose them again.' },
};

const NUMBER: Words = {
  zh: '这条规则的数值超出了允许的范围，没有保存。请改为栏下所写的范围之内。',
  en: 'The number of this rule is outside its range, so nothing was saved. Keep to the range written below it.',
};

const POLICY: Record<string, Words> = {
  notice_days: { zh: '提前的天数须为 1 至 90，没有保存。请改正后再试。', en: 'The days are 1 to 90; nothing was saved. Correct them and try again.' },
  class_number: {
    zh: '开班备案号的格式须含 {authority}、{year}、{serial} 各一次，且不超过 32 个字符，没有保存。请改正后再试。',
    en: 'The class filing number has {authority}, {year} and {serial} once each and at most 32 characters; nothing was saved.',
  },
};
