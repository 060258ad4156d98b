/** The words around a roster; what is wrong in it is said by the module. */
import { useLanguage, type Language } from '../language.ts';

const zh = {
  hint: 'Excel 或 WPS 文件（.xlsx .xls .ods）或 .csv。文件只在本机读取和检查。',
  drop: '把名册拖到这里，或',
  choose: '选择名册文件',
  other: '换一个文件，或重新选择改好的文件',
  sheet: '工作表名称（有几个工作表时填写）',
  read_again: '检查此表',
  reading: '正在检查名册…',
  summary: '通过检查 {accepted} 人；未通过考核 {skipped} 人；被拒绝 {refused} 行；提醒 {warned} 处。',
  held: '另有 {count} 行等全班内容改正。',
  refused: '被拒绝的行：请在 Excel 中改正后重新选择文件',
  warned: '提醒：请看一眼',
  skipped: '未通过考核，不发证',
  accepted: '通过检查的学员',
  row_head: '行',
  name: '姓名',
  id: '证件号码',
  programme: '培训项目',
  training: '培训日期',
  column: '栏目',
  what: '说明',
  all: '显示全部 {count} 人',
};

type RosterWords = typeof zh;

const en: RosterWords = {
  hint: 'An Excel or WPS file (.xlsx .xls .ods) or .csv. It is read and checked on this computer only.',
  drop: 'Drag the roster here, or',
  choose: 'Choose roster',
  other: 'Choose another, or the mended file again',
  sheet: 'Name of the sheet (where there are several)',
  read_again: 'Check this sheet',
  reading: 'Checking the roster…',
  summary: '{accepted} in order; {skipped} did not pass; {refused} rows refused; {warned} remarks.',
  held: '{count} more rows wait for what is said of the whole class.',
  refused: 'Rows refused: mend them in Excel and choose the file again',
  warned: 'Remarks: have a look',
  skipped: 'Did not pass, no certificate',
  accepted: 'People in order',
  row_head: 'Row',
  name: 'Name',
  id: 'Identity number',
  programme: 'Programme',
  training: 'Training',
  column: 'Column',
  what: 'What it is about',
  all: 'Show all {count}',
};

const WORDS: Record<Language, RosterWords> = { zh, en };
export const useRosterWords = (): RosterWords => WORDS[useLanguage()];
