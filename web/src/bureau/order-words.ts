/** An order in a few words: what, and whose certificates. */
import type { Draft, Selector } from './requests.ts';
import type { BureauWords } from './words-zh.ts';
import { fill } from '../verdicts.ts';

export const orderInWords = ({ status, selector }: Pick<Draft, 'status' | 'selector'>, words: BureauWords): string =>
  fill(words.order_words, { act: words.acts[status], whose: whose(selector, words) });

function whose(selector: Selector, words: BureauWords): string {
  if ('numbers' in selector) {
    const [first, ...rest] = selector.numbers;
    return rest.length === 0 ? (first ?? '') : fill(words.whose_numbers, { first: first ?? '', count: String(selector.numbers.length) });
  }
  if ('class_filing' in selector) return fill(words.whose_class, { number: selector.class_filing });
  if ('institution' in selector) return fill(words.whose_institution, { uscc: selector.institution });
  return selector.order;
}
