/** The words of what every desk has: opening a key, and whose it is. */
import { useLanguage, type Language } from '../language.ts';

const zh = {
  open_title: '打开密钥文件',
  open_lead: '用本单位（或本人）的密钥文件和口令办理。密钥只在本机打开，不上传、不保存；关闭网页或 15 分钟不操作就锁上。',
  drop: '把密钥文件拖到这里，或',
  choose: '选择密钥文件',
  chosen: '已选择：{name}',
  choose_other: '换一个文件',
  passphrase: '口令',
  show: '显示口令',
  open: '打开',
  opening: '正在打开…',
  idle: '15 分钟没有操作，密钥已锁上。请重新打开。',
  by_hand: '密钥已锁上。本页没有留下任何内容。',
  no_file: '请先选择密钥文件。',
  several: '一次只能用一个密钥文件。请只拖入一个。',
  lock: '锁上',
  key: '密钥',
  until: '有效期至 {time}',
  no_end: '长期有效',
  unknown_title: '名录中没有这把密钥',
  unknown: '密钥 {kid} 打开了，但不在人社部门的名录中，不能办理。若刚刚更换密钥，请等新名录发布；否则请确认选对了文件。',
  no_bundle_title: '名录不能证实',
  no_bundle: '取得的机构名录不能由本机信任的根密钥证实。请核对网址；网址无误时请联系人社局。',
  expired_title: '名录已过期',
  expired: '机构名录已于 {time} 过期。请联系人社局更新名录后再办理。',
  not_yet: '这把密钥要到 {time} 才生效，现在不能办理。',
  no_more: '这把密钥已于 {time} 失效，不能办理。请换用新的密钥文件。',
  distrusted: '这把密钥已被停用。请立即联系人社局。',
  not_for_here_title: '这里不能用这把密钥',
  officer_here: '这是经办人员（{staff_code}）的密钥。请到经办页面 /bureau 办理。',
  institution_here: '这是培训机构（{name}）的密钥。请到机构页面 /institution 办理。',
  waiting: '连不上备案系统，正在重试…',
};

export type DeskWords = typeof zh;

const en: DeskWords = {
  open_title: 'Open your key file',
  open_lead:
    'You work with your key file and its passphrase. The key is opened on this computer only, is not uploaded and not kept; it locks when you close the page or touch nothing for 15 minutes.',
  drop: 'Drag the key file here, or',
  choose: 'Choose key file',
  chosen: 'Chosen: {name}',
  choose_other: 'Choose another',
  passphrase: 'Passphrase',
  show: 'Show passphrase',
  open: 'Open',
  opening: 'Opening…',
  idle: 'Nothing was touched for 15 minutes, so the key was locked. Open it again.',
  by_hand: 'The key is locked. This page has kept nothing.',
  no_file: 'Choose the key file first.',
  several: 'One key file at a time: drop only one.',
  lock: 'Lock',
  key: 'Key',
  until: 'valid until {time}',
  no_end: 'valid without end',
  unknown_title: 'The list does not have this key',
  unknown:
    'Key {kid} was opened, but the list of the labour bureau does not have it, so nothing can be done with it. If it is new, wait for the next list; otherwise check that it is the right file.',
  no_bundle_title: 'The list is not proved',
  no_bundle:
    'The list of institutions is not proved by the root keys that this device trusts. Check the address; if it is right, tell the bureau.',
  expired_title: 'The list has expired',
  expired: 'The list of institutions expired on {time}. Ask the bureau to renew it.',
  not_yet: 'This key is valid from {time} only; nothing can be done with it now.',
  no_more: 'This key was valid until {time}; use the new key file.',
  distrusted: 'This key is distrusted. Call the bureau at once.',
  not_for_here_title: 'This key is not for this page',
  officer_here: 'It is an officer’s key ({staff_code}). Officers work at /bureau.',
  institution_here: 'It is the key of an institution ({name}). Institutions work at /institution.',
  waiting: 'The registry cannot be reached; trying again…',
};

export const DESK_WORDS: Record<Language, DeskWords> = { zh, en };
export const useDeskWords = (): DeskWords => DESK_WORDS[useLanguage()];
