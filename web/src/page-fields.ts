/** What a field of a certificate's page is called (core's `page`), in the words of the program: a test there holds the two together. */
import type { Language } from './language.ts';
import type { InBoth } from './verdicts.ts';

export const PAGE_FIELDS: Record<string, InBoth<string>> = {
  number: { zh: '证书序列号', en: 'the certificate number' },
  holder: { zh: '姓名', en: 'the name' },
  id_kind: { zh: '证件类型', en: 'the kind of identity document' },
  id_text: { zh: '证件号码', en: 'the identity number' },
  programme: { zh: '培训项目', en: 'the programme' },
  training_first: { zh: '培训开始日期', en: 'the first day of training' },
  training_last: { zh: '培训结束日期', en: 'the last day of training' },
  issued: { zh: '发证日期', en: 'the date of issue' },
  class_hours: { zh: '学时', en: 'the class hours' },
  occupation_code: { zh: '职业编码', en: 'the occupation code' },
  skill_level: { zh: '技能等级', en: 'the skill level' },
  class_filing: { zh: '开班备案号', en: 'the class filing number' },
  institution: { zh: '培训机构', en: 'the institution' },
  authority: { zh: '备案机关', en: 'the authority' },
  check_code: { zh: '核验码', en: 'the check code' },
  address: { zh: '核验网址', en: 'the address' },
  portrait: { zh: '照片', en: 'the portrait' },
  text: { zh: '文字', en: 'the text' },
};

/** A field that this page does not know is some of the text. */
export function pageField(name: string, language: Language): string {
  const known = Object.keys(PAGE_FIELDS).includes(name) ? name : 'text';
  return PAGE_FIELDS[known]?.[language] ?? name;
}
