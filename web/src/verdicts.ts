/**
 * What a Report says in words: one sentence why, one what to do. The browser maps reason codes to
 * sentences; it never infers a verdict. Every sentence opens with the word of its face, so that it is
 * true when read alone.
 *
 * Places to fill: {institution} {authority} {what} {field} {as_of} {bundle_issued} {reason}.
 */
import type { Language } from './language.ts';
import { OUTCOMES, type Outcome, type Reason, type Report } from './report.ts';

export interface Sentence {
  why: string;
  advice: string;
}
export type InBoth<T> = Record<Language, T>;

/** The word on each face, and how each sentence under it opens. */
export const FACES: Record<Outcome, InBoth<{ word: string; opening: string }>> = {
  valid: { zh: { word: '有效', opening: '有效。' }, en: { word: 'Valid', opening: 'Valid. ' } },
  invalid: {
    zh: { word: '无效', opening: '无效：' },
    en: { word: 'Not valid', opening: 'Not valid: ' },
  },
  indeterminate: {
    zh: { word: '无法确认', opening: '无法确认：' },
    en: { word: 'Cannot be confirmed', opening: 'Cannot be confirmed: ' },
  },
};

const FORGED: InBoth<Sentence> = {
  zh: {
    why: '无效：证书内容或签名与备案不符（{what}），很可能是伪造。',
    advice: '请勿采信，并请向{authority}反映。',
  },
  en: {
    why: 'Not valid: contents or signature do not match the registration ({what}); probably forged.',
    advice: 'Do not rely on it, and tell {authority}.',
  },
};
const NO_LIST: InBoth<Sentence> = {
  zh: { why: '无法确认：本机没有可用的机构名录。', advice: '请先联网。' },
  en: {
    why: 'Cannot be confirmed: no valid list of institutions on this device.',
    advice: 'Go online first.',
  },
};

type SentenceKey = Reason | 'valid' | 'status_not_covered' | `unexpected_${'invalid' | 'indeterminate'}`;

export const SENTENCES: Record<SentenceKey, InBoth<Sentence>> = {
  valid: {
    zh: {
      why: '有效。由{institution}签发，已在{authority}备案，截至{as_of}未被吊销。',
      advice: '请核对下列内容与持证人出示的证书是否一致。',
    },
    en: {
      why: 'Valid. Issued by {institution}, registered with {authority}, not revoked as of {as_of}.',
      advice: 'Compare what follows with the certificate that the holder shows you.',
    },
  },
  revoked: {
    zh: { why: '无效：该证书已被{authority}吊销。', advice: '请勿采信；如有疑问，请联系{authority}。' },
    en: {
      why: 'Not valid: revoked by {authority}.',
      advice: 'Do not rely on it; if in doubt, ask {authority}.',
    },
  },
  suspended: {
    zh: {
      why: '无效：该证书正在核查，已暂停使用。',
      advice: '核查结束前请勿采信；如有疑问，请联系{authority}。',
    },
    en: {
      why: 'Not valid: suspended while it is being investigated.',
      advice: 'Do not rely on it until that is over; if in doubt, ask {authority}.',
    },
  },
  superseded: {
    zh: { why: '无效：该证书已被新证书替换，请向持证人索取新证书。', advice: '请以新证书的核验结果为准。' },
    en: {
      why: 'Not valid: replaced by a corrected certificate. Ask the holder for the new one.',
      advice: 'Rely on what the new one says when it is checked.',
    },
  },
  malformed: {
    zh: {
      why: '无效：这不是本系统签发的证书。',
      advice: '请确认扫描或粘贴的内容完整；如内容完整，请勿采信。',
    },
    en: {
      why: 'Not valid: this is not a certificate of this system.',
      advice: 'Make sure that the whole code was scanned or pasted; if it was, do not rely on it.',
    },
  },
  bad_signature: FORGED,
  bad_registration: FORGED,
  issuer_mismatch: FORGED,
  number_mismatch: FORGED,
  registered_before_issue: FORGED,
  unknown_issuer_key: FORGED,
  unknown_registry_key: FORGED,
  issuer_key_not_valid_then: FORGED,
  registry_key_not_valid_then: FORGED,
  issuer_key_distrusted: FORGED,
  registry_key_distrusted: FORGED,
  not_registered: {
    zh: { why: '无效：未在人社部门备案。', advice: '请勿采信；请持证人向培训机构查询。' },
    en: {
      why: 'Not valid: never registered with the labour bureau.',
      advice: 'Do not rely on it; the holder should ask the training institution.',
    },
  },
  status_unknown: {
    zh: { why: '无法确认：签名真实，但本机没有吊销信息。', advice: '请联网更新后再查。' },
    en: {
      why: "Cannot be confirmed: the signatures are genuine, but this device's revocation data is missing.",
      advice: 'Go online and check again.',
    },
  },
  /** `status_unknown` where there is revocation data, made before this certificate was registered. */
  status_not_covered: {
    zh: {
      why: '无法确认：签名真实，但本机的吊销信息截至{as_of}，还不包括这张证书。',
      advice: '请联网更新后再查。',
    },
    en: {
      why: "Cannot be confirmed: the signatures are genuine, but this device's revocation data is from {as_of} and does not cover this certificate yet.",
      advice: 'Go online and check again.',
    },
  },
  status_stale: {
    zh: { why: '无法确认：签名真实，但本机的吊销信息截至{as_of}。', advice: '请联网更新后再查。' },
    en: {
      why: "Cannot be confirmed: the signatures are genuine, but this device's revocation data is from {as_of}.",
      advice: 'Go online and check again.',
    },
  },
  trust_bundle_too_old: {
    zh: {
      why: '无法确认：签发方不在本机的名录中（名录日期 {bundle_issued}）。',
      advice: '请更新名录；更新后仍不在，即为伪造。',
    },
    en: {
      why: "Cannot be confirmed: the signer is not on this device's list (of {bundle_issued}).",
      advice: 'Update it; if the signer is still missing, it is a forgery.',
    },
  },
  no_trust_bundle: NO_LIST,
  trust_bundle_expired: NO_LIST,
  receipt_required: {
    zh: {
      why: '无法确认：备案密钥曾被盗用，仅凭二维码不足以确认。',
      advice: '请核验 PDF 原件或联网核验。',
    },
    en: {
      why: 'Cannot be confirmed: a registration key was once stolen, so the QR code alone is not enough.',
      advice: 'Check the PDF or go online.',
    },
  },
  log_contradicted: {
    zh: {
      why: '无法确认：备案日志前后矛盾，备案机关的记录可能被改动过。',
      advice: '请勿采信，并立即告知备案机关的上级部门。',
    },
    en: {
      why: "Cannot be confirmed: the registration log contradicts what it showed before; the authority's records may have been changed.",
      advice: "Do not rely on it, and tell the authority's superior at once.",
    },
  },
  clock_behind: {
    zh: {
      why: '无法确认：本机时钟明显偏慢，请校准后再查。',
      advice: '可在系统设置中打开“自动设置时间”。',
    },
    en: {
      why: "Cannot be confirmed: this device's clock is far behind. Set it and check again.",
      advice: 'The system settings can set the time automatically.',
    },
  },
  registered_in_future: {
    zh: {
      why: '无法确认：备案时间晚于本机时间，请检查本机时钟。',
      advice: '可在系统设置中打开“自动设置时间”。',
    },
    en: {
      why: "Cannot be confirmed: registered later than this device's clock says. Check the clock.",
      advice: 'The system settings can set the time automatically.',
    },
  },
  altered: {
    zh: {
      why: '无效：页面上的{field}与签名内容不一致，文件被改动。',
      advice: '请勿采信该文件，以下列签名内容为准。',
    },
    en: {
      why: 'Not valid: {field} on the page differs from what was signed; the file was altered.',
      advice: 'Do not rely on the file; what follows is what was signed.',
    },
  },
  unexpected_invalid: {
    zh: { why: '无效：核验未通过（{reason}）。', advice: '请勿采信。' },
    en: { why: 'Not valid: verification failed ({reason}).', advice: 'Do not rely on it.' },
  },
  unexpected_indeterminate: {
    zh: { why: '无法确认：核验没有结论（{reason}）。', advice: '请联网更新后再查。' },
    en: {
      why: 'Cannot be confirmed: verification came to no conclusion ({reason}).',
      advice: 'Go online and check again.',
    },
  },
};

/** The key into `SENTENCES` for a Report. */
export function sentenceKey({ outcome, reason, evidence }: Report): SentenceKey {
  if (outcome === 'valid') return 'valid';
  if (reason === 'status_unknown' && evidence.snapshot) return 'status_not_covered';
  // A sentence of another outcome would contradict the face above it.
  return reason !== null && faceOf(reason) === outcome ? (reason as Reason) : `unexpected_${outcome}`;
}

/** The face that a failed check's reason belongs to; null for a reason that this page does not know. */
export function faceOf(reason: string | undefined): Outcome | null {
  const key = Object.keys(SENTENCES).find((known) => known === reason) as SentenceKey | undefined;
  if (key === undefined) return null;
  const { why } = SENTENCES[key].en;
  return OUTCOMES.find((outcome) => why.startsWith(FACES[outcome].en.opening)) ?? null;
}

/** Puts the values into a sentence's places. */
export function fill(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
