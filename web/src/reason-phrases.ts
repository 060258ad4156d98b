/** Each reason in a few words: after a failed check, and for {what} in the sentence about forgeries. */
import type { InBoth } from './verdicts.ts';
import type { Reason } from './report.ts';

export const REASON_PHRASES: Record<Reason, InBoth<string>> = {
  malformed: { zh: '不是证书内容', en: 'not the contents of a certificate' },
  no_trust_bundle: { zh: '本机没有机构名录', en: 'no list of institutions on this device' },
  clock_behind: { zh: '本机时钟早于名录的发布时间', en: 'this clock is before the list was issued' },
  trust_bundle_expired: { zh: '本机的机构名录已过期', en: 'the list of institutions has expired' },
  trust_bundle_too_old: { zh: '本机的机构名录不够新', en: 'the list of institutions is too old' },
  unknown_issuer_key: {
    zh: '签发密钥不在机构名录中',
    en: 'the issuing key is not on the list of institutions',
  },
  issuer_mismatch: { zh: '签发密钥属于另一家机构', en: 'the issuing key is another institution’s' },
  issuer_key_not_valid_then: {
    zh: '备案时签发密钥不在有效期内',
    en: 'the issuing key was not in force at registration',
  },
  issuer_key_distrusted: { zh: '签发密钥已停止信任', en: 'the issuing key is no longer trusted' },
  bad_signature: { zh: '培训机构的签名不正确', en: 'the institution’s signature is wrong' },
  not_registered: { zh: '没有备案签名', en: 'no registration signature' },
  unknown_registry_key: {
    zh: '备案密钥不在名录中',
    en: 'the registration key is not on the list',
  },
  registry_key_not_valid_then: {
    zh: '备案时备案密钥不在有效期内',
    en: 'the registration key was not in force then',
  },
  registry_key_distrusted: {
    zh: '备案密钥已停止信任',
    en: 'the registration key is no longer trusted',
  },
  bad_registration: {
    zh: '备案签名或回执不正确',
    en: 'the registration’s signature or receipt is wrong',
  },
  receipt_required: { zh: '缺少备案回执', en: 'a registration receipt is needed' },
  log_contradicted: { zh: '备案日志前后矛盾', en: 'the registration log contradicts itself' },
  registered_in_future: { zh: '备案时间晚于本机时间', en: 'registered later than this clock says' },
  number_mismatch: {
    zh: '证书序列号与备案机关、培训机构或年份不符',
    en: 'the number does not fit the authority, the institution or the year',
  },
  registered_before_issue: { zh: '备案早于发证日期', en: 'registered before the date of issue' },
  revoked: { zh: '已被吊销', en: 'revoked' },
  suspended: { zh: '已暂停使用', en: 'suspended' },
  superseded: { zh: '已被新证书替换', en: 'replaced by a new certificate' },
  status_unknown: { zh: '没有涵盖该证书的吊销信息', en: 'no revocation data covers it' },
  status_stale: { zh: '吊销信息已过期', en: 'the revocation data is out of date' },
  altered: { zh: '页面文字与签名内容不一致', en: 'the page differs from what was signed' },
};
