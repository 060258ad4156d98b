/** What went wrong at a desk, in one sentence of each language: what happened, and what to do. */
import { DeskRefused, DeskUnavailable, RegistryProblem, type ProblemDocument } from './problems.ts';
import type { ModuleProblem } from './messages.ts';
import { NetworkUnreachable } from '../device/network.ts';
import type { Language } from '../language.ts';
import { DRAFT } from './draft-words.ts';
import { valueWords } from './value-words.ts';
import { fill } from '../verdicts.ts';

type Words = Record<Language, string>;

export function problemInWords(error: unknown, language: Language): string {
  if (error instanceof NetworkUnreachable) return NETWORK[language];
  if (error instanceof RegistryProblem) return refusal(error.document, language);
  if (error instanceof DeskRefused) return moduleProblem(error.problem, language);
  if (error instanceof DeskUnavailable) return UNAVAILABLE[language];
  return UNEXPECTED[language];
}

const NETWORK: Words = {
  zh: '连不上备案系统，没有完成。请检查网络后再试一次：重复提交不会重复办理。',
  en: 'The registry cannot be reached, so this was not finished. Check the network and try again: nothing is done twice.',
};
const UNAVAILABLE: Words = {
  zh: '密钥模块没有运行起来，没有办理任何事。请刷新本页重试；仍不行时换用较新的浏览器。',
  en: 'The key module did not run, so nothing was done. Reload this page; if that does not help, use a newer browser.',
};
const UNEXPECTED: Words = {
  zh: '本页出错，没有完成。请刷新本页，重新打开密钥后再试。',
  en: 'This page failed, and this was not finished. Reload it, open the key again and try once more.',
};

/** The registry's own words; its Chinese says what happened, and the code is what to ask about. */
function refusal({ code, title, title_zh, detail, rule, number }: ProblemDocument, language: Language): string {
  const known = valueWords(code, rule) ?? REFUSALS[code];
  const names = [rule, number].filter((name) => name !== null && name !== '');
  const more = names.length === 0 ? '' : language === 'zh' ? `（${names.join('，')}）` : ` (${names.join(', ')})`;
  if (known !== undefined) return fill(known[language], { more, rule: rule ?? '' });
  const said = language === 'zh' ? title_zh : title;
  if (said === '') return fill(NO_WORDS[language], { code });
  if (language === 'en') return `${said}${more}. ${detail}`;
  return `${said}${more}。请按此改正后再试；不清楚时请咨询人社局（代码 ${code}）。`;
}

const NO_WORDS: Words = {
  zh: '备案系统没有办理（{code}）。请稍后再试；仍不行时请联系人社局。',
  en: 'The registry did not do it ({code}). Try again later, then ask the bureau.',
};

const REFUSALS: Record<string, Words> = {
  class_state: {
    zh: '班级的状态刚刚变了，现在不能这样办理。请刷新班级列表，看看人社局的意见。',
    en: 'The class has just changed its state, so this cannot be done now. Refresh the list and see what the bureau says.',
  },
  may_not_teach: {
    zh: '按机构目录，这家机构现在不能开展这个项目（没有列入，或已暂停、关闭），没有办理。应由人社局改目录，或把班级退回。',
    en: 'By the catalogue the institution may not teach this programme now (it is not listed, or suspended, or closed), so nothing was done. The bureau changes the catalogue, or gives the class back.',
  },
  filed_too_late: {
    zh: '开班日期太近：开班备案须提前办理{more}。请把开班日期改晚。',
    en: 'The class begins too soon: it must be filed earlier{more}. Choose a later first day.',
  },
  version_conflict: {
    zh: '在此期间已被他人修改，您的改动没有保存。请看过现行的内容后再改。',
    en: 'Somebody else changed it in the meantime, so nothing was saved. Look at what is in force and change that.',
  },
  signature_key: {
    zh: '这把密钥不在名录中，备案系统不受理。请确认用的是本单位现在的密钥文件。',
    en: 'The key is not on the list of institutions, so the registry refuses. Check that it is your current key file.',
  },
  signature_time: {
    zh: '本机的时钟与备案系统相差太多，签名没有被受理。请校准本机时间后再试。',
    en: 'This computer’s clock is too far from the registry’s, so the signature was refused. Set the clock and try again.',
  },
};

function moduleProblem(problem: ModuleProblem, language: Language): string {
  const said = problem[language];
  if (said !== undefined && said !== '') return said;
  const words = MODULE[problem.code] ?? DRAFT[problem.code] ?? MODULE['unknown'];
  const { row, name = '', rule = '', member = '', column = '', value = '', number } = problem;
  const places = { row: String(row ?? ''), name, rule, member, column, value, number: number ?? '' };
  return fill(words?.[language] ?? UNEXPECTED[language], places);
}

const MODULE: Record<string, Words> = {
  wrong_passphrase: {
    zh: '口令不对，或文件已损坏：密钥没有打开。请再输一次；仍不行时换用备份的密钥文件。',
    en: 'The passphrase does not open this file, or the file is damaged. Type it again, then try a backup of the file.',
  },
  empty_passphrase: { zh: '请输入密钥文件的口令。', en: 'Type the passphrase of the key file.' },
  unusable_passphrase: { zh: '口令太长，不可能是这个文件的。请检查后再输。', en: 'This is too long for a passphrase; check it and type it again.' },
  public_half: {
    zh: '这是公钥文件（.pub.pem），不能用来签名。请选择同一文件夹里不带 .pub 的密钥文件。',
    en: 'This is the public half (.pub.pem) and cannot sign. Choose the key file beside it, without .pub in its name.',
  },
  not_encrypted: {
    zh: '这个密钥文件没有加密，谁拿到都能冒用，所以没有打开。请先为它设置口令（可请人社局协助）。',
    en: 'This key file is not encrypted, so anybody who copies it could sign; it was not opened. Have it encrypted first.',
  },
  not_pem: {
    zh: '这不是密钥文件。密钥文件以 .key.pem 或 .pem 结尾，内容以 “-----BEGIN ENCRYPTED PRIVATE KEY-----” 开头。',
    en: 'This is no key file. One ends in .pem and begins with “-----BEGIN ENCRYPTED PRIVATE KEY-----”.',
  },
  other_label: { zh: '这个文件里不是私钥。请选择密钥文件。', en: 'This file holds no private key. Choose the key file.' },
  damaged: { zh: '密钥文件已损坏。请换用备份。', en: 'The key file is damaged. Take it from a backup.' },
  too_large: { zh: '文件太大，不是密钥文件。请选择以 .pem 结尾的密钥文件。', en: 'This file is too large for a key file. Choose the one that ends in .pem.' },
  too_costly: { zh: '这个文件要求的计算量不正常，没有打开。请确认文件来源。', en: 'This file asks for more work than an honest key file does and was not opened. Check where it is from.' },
  unknown_encryption: { zh: '密钥文件的加密方式不受支持，没有打开。请重新生成密钥文件。', en: 'The key file is encrypted in a way that is not supported. Have it made again.' },
  not_ed25519: { zh: '文件里不是本系统使用的密钥（Ed25519）。请选择正确的密钥文件。', en: 'The key in it is not of this system (Ed25519). Choose the right key file.' },
  locked: { zh: '密钥已锁上，没有完成。请重新打开密钥文件。', en: 'The key was locked, so this was not finished. Open the key file again.' },
  no_bundle: { zh: '取得的机构名录不能由本机信任的根密钥证实，没有继续。请核对网址，并联系人社局。', en: 'The list of institutions is not proved by the root keys trusted here. Check the address and tell the bureau.' },
  roster_damaged: { zh: '名册文件已损坏，读不到底。请在 Excel 中打开，另存为新的 .xlsx 后再选。', en: 'The roster is damaged and cannot be read to its end. Open it in Excel, save it as a new .xlsx and choose that.' },
  roster_too_large: { zh: '文件太大，不是名册。请只保留名册工作表，另存后再选。', en: 'The file is too large for a roster. Keep the sheet with the roster alone, save it and choose that.' },
  roster_faults: { zh: '名册中有被拒绝的行，没有提交：提交后名册不能再改。请按下面的提示改正后重新选择。', en: 'Rows of the roster are refused and nothing was filed: what is filed is fixed. Mend them as said below and choose it again.' },
  roster_not_of_a_beginning: { zh: '名册中没有学员，或有人已记为不合格、缺考。开班名册应列出全部学员、不写结果。没有提交。', en: 'The roster has nobody, or says that somebody failed or was absent. One for the beginning lists all, without results. Nothing was filed.' },
  no_hours: { zh: '名册没有课时。请在“课时”一栏填写。', en: 'The roster says no class hours; fill in the field.' },
  not_filed: { zh: '第 {row} 行 {name} 不在备案名册中，或有同名同尾号的人。没有提交：证书只发给备案名册上的人，请核对。', en: 'Row {row}, {name}: not on the roster that was filed, or not the only one like it. Nothing was sent: certificates are for its people only.' },
  other_class: { zh: '名册第 {row} 行“{column}”写的是另一个班 {value}，不是本班 {number}。没有提交：请核对是不是拿错了名册，或改正备案号。', en: 'Row {row} of the roster names another class, {value}, in “{column}”; this is {number}. Nothing was sent: see whether it is the right roster, or correct the number.' },
  class_named_before: { zh: '名册第 {row} 行“{column}”已写着备案号 {value}，而新班的备案号由人社局给出。没有提交：请删去它；是重新备案的，请从原班级的“重新备案”提交。', en: 'Row {row} of the roster names the class {value} already, in “{column}”; the bureau has yet to give a new class its number. Nothing was filed: remove it, or file it from the class that it replaces.' },
  class_not_accepted: { zh: '班级尚未受理，或刚被退回：不能发证。请刷新班级列表。', en: 'The class is not accepted, or was just returned, so nothing can be issued. Refresh the list of classes.' },
  no_results: { zh: '还没有提交考核结果。请先提交结果，再发证。', en: 'The results were not filed yet. File them first, then issue.' },
  too_early: { zh: '班级还没有结束，不能发证。', en: 'The class has not ended, so nothing can be issued.' },
  answer_not_understood: { zh: '备案系统的回答不对，已停止。已备案的不会丢；请联系人社局。', en: 'The registry’s answer is not right, so this stopped. What is registered is not lost; tell the bureau.' },
  order: { zh: '状态令的内容不对（{member}），没有签名。请检查后再试。', en: 'The order is not right ({member}) and was not signed. Check it and try again.' },
  refused: { zh: '按名录这份状态令不能这样签（{rule}），没有签名。', en: 'By the list of officers this order cannot be signed so ({rule}); nothing was signed.' },
  unknown: { zh: '没有完成。请检查内容后再试。', en: 'This was not done. Check what was given and try again.' },
};
