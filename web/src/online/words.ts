/** Words for asking the registry, fetched with the rest of that. */
import { useLanguage, type Language } from '../language.ts';

const zh = {
  log: {
    first: '已记下备案日志的现状（{size} 条），下次查询时据此检查日志有没有被改动。',
    goes_on: '备案日志与本机上次所见前后一致（现有 {size} 条）。',
    no_proof: '严重问题：备案系统没有给出这张证书已记入备案日志的有效证明，对它的答复请勿采信，并告知其上级部门。',
    forked:
      '严重问题：备案日志被改动过。本机于 {time} 见过的日志（{before} 条）与现在给出的不是同一份。该机关的证书一律无法确认；请保留本页，并立即告知其上级部门。',
    not_continued:
      '严重问题：备案系统没有证明现在的日志（{after} 条）是由本机于 {time} 见过的日志（{before} 条）延续而来，记录可能被改动过。该机关的证书一律无法确认；请保留本页，并立即告知其上级部门。',
    rolled_back:
      '严重问题：备案日志倒退了。本机于 {time} 已见过 {before} 条，现在只给出 {after} 条，记录可能被删除过。该机关的证书一律无法确认；请保留本页，并立即告知其上级部门。',
    not_asked: '没有查到备案日志的现状。{why}',
  },
  match: {
    label: '持证人的证件号码：',
    hint: '证书只含尾号，要由{authority}核对：点击后，号码与核验码会发送给它；它只答复是否相符。本机不保存号码。',
    submit: '核对',
    yes: '相符：是这张证书持证人的证件号码。',
    no: '不符：不是这张证书持证人的证件号码。请核对有无输错。',
    empty: '请先输入证件号码。',
    closed: '这张证书核对出错的次数过多，今天不再核对。请明天再试，或向备案机关查询。',
  },
};

const en: typeof zh = {
  log: {
    first: 'This device has noted where the log stands ({size} entries); the next time it checks that nothing in it was changed.',
    goes_on: 'The log goes on from what this device last saw of it (now {size} entries).',
    no_proof: 'Grave: the registry gave no valid proof that this certificate is in its log. Do not rely on its answer, and tell its superior.',
    forked:
      'Grave: the log was changed. What this device saw on {time} ({before} entries) and what it is shown now are not the same log. No certificate of this authority can be confirmed; keep this page and tell its superior at once.',
    not_continued:
      'Grave: the registry did not prove that its log ({after} entries) goes on from the one that this device saw on {time} ({before} entries); records may have been changed. No certificate of this authority can be confirmed; keep this page and tell its superior at once.',
    rolled_back:
      'Grave: the log went back. On {time} this device saw {before} entries, now it is shown {after}; records may have been removed. No certificate of this authority can be confirmed; keep this page and tell its superior at once.',
    not_asked: 'Where the log stands was not learned. {why}',
  },
  match: {
    label: 'The holder’s identity number:',
    hint: 'The certificate has its last characters only, so {authority} must compare it: this sends it the number and the check code, and it answers yes or no. The number is not kept.',
    submit: 'Compare',
    yes: 'Yes: this is the number of the holder of this certificate.',
    no: 'No: this is not the number of the holder of this certificate. Look for typing errors.',
    empty: 'Type the identity number first.',
    closed: 'Too many wrong numbers were given for this certificate. Try again tomorrow, or ask the authority.',
  },
};

const ONLINE_WORDS: Record<Language, typeof zh> = { zh, en };

export const useOnlineWords = (): typeof zh => ONLINE_WORDS[useLanguage()];
