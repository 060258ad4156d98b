/** The bureau's policy: as the registry keeps it, as it takes effect, and in words. */
import type { Described } from './differences.ts';
import type { CatalogueWords } from './words-zh.ts';
import { fill } from '../../verdicts.ts';

export type Severity = 'off' | 'flag' | 'approve' | 'refuse';

export interface Setting {
  severity: Severity;
  limit?: number;
}

export interface Policy {
  rules: Record<string, Setting>;
  notice_days: number;
  class_number: string;
}

/** A rule, as it is in force, and what a bureau may make of it. */
export interface Rule {
  rule: string;
  severity: Severity;
  limit: number | null;
  default: Severity;
  default_limit: number | null;
  least: number | null;
  most: number | null;
  may_be: Severity[];
}

export interface PolicyShown {
  version: number;
  since: string | null;
  value: Policy;
  rules: Rule[];
}

/** What is typed, as it is typed. */
export interface PolicyForm {
  rules: Record<string, { severity: Severity; limit: string }>;
  notice_days: string;
  class_number: string;
}

export function formOf({ value, rules }: PolicyShown): PolicyForm {
  const of = ({ rule, severity, limit }: Rule) => [rule, { severity, limit: limit === null ? '' : String(limit) }] as const;
  return { rules: Object.fromEntries(rules.map(of)), notice_days: String(value.notice_days), class_number: value.class_number };
}

/** The policy that the form says, of what differs from the defaults; or the rule or member in which no number stands. */
export function policyOf(form: PolicyForm, rules: Rule[]): { policy: Policy } | { wrong: string } {
  const settings: Record<string, Setting> = {};
  for (const one of rules) {
    const typed = form.rules[one.rule];
    if (typed === undefined) continue;
    const setting: Setting = { severity: typed.severity };
    if (one.limit !== null) {
      const limit = whole(typed.limit);
      if (limit === undefined) return { wrong: one.rule };
      if (limit !== one.default_limit) setting.limit = limit;
    }
    if (setting.severity !== one.default || setting.limit !== undefined) settings[one.rule] = setting;
  }
  const notice = whole(form.notice_days);
  if (notice === undefined) return { wrong: 'notice_days' };
  return { policy: { rules: settings, notice_days: notice, class_number: form.class_number.trim() } };
}

const whole = (text: string): number | undefined => (/^\d{1,12}$/.test(text.trim()) ? Number(text.trim()) : undefined);

/** What a policy says of every rule, whatever of it is only the default. */
export function describePolicy(policy: Policy, rules: Rule[], words: CatalogueWords): Described {
  const of = (one: Rule): readonly [string, string] => {
    const setting = policy.rules[one.rule];
    const severity = setting?.severity ?? one.default;
    const limit = one.default_limit === null ? '' : `${words.comma}${setting?.limit ?? one.default_limit} ${words.units[one.rule] ?? ''}`.trimEnd();
    return [words.rules[one.rule] ?? one.rule, `${words.severities[severity]}${limit}`];
  };
  return [...rules.map(of), [words.notice_days, String(policy.notice_days)], [words.class_number, policy.class_number]];
}

export const defaultInWords = (rule: Rule, words: CatalogueWords): string => fill(words.by_default, { severity: words.severities[rule.default] });
