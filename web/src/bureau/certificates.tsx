import type { Certificate } from './requests.ts';
import { useBureauWords } from './words.ts';
import { dateInWords } from '../dates.ts';
import { useLanguage } from '../language.ts';

interface Props {
  certificates: Certificate[];
  caption: string;
  onOpen?(number: string): void;
}

/** A list of certificates; in a list of what an order would change, with what it does to each. */
export function Certificates({ certificates, caption, onOpen }: Props) {
  const words = useBureauWords();
  const language = useLanguage();
  const saysChange = certificates.some(({ changes }) => changes !== undefined);
  return (
    <table class="rows" data-testid="certificates">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.number}</th>
          <th scope="col">{words.holder}</th>
          <th scope="col">{words.institution}</th>
          <th scope="col">{words.programme}</th>
          <th scope="col">{words.issued}</th>
          <th scope="col">{words.status}</th>
          {saysChange && <th scope="col">{words.by_this_order}</th>}
        </tr>
      </thead>
      <tbody>
        {certificates.map((one) => (
          <tr key={one.leaf} data-number={one.number} data-status={one.status}>
            <th scope="row" data-label={words.number}>
              {onOpen === undefined ? (
                <span class="numbers">{one.number}</span>
              ) : (
                <button type="button" class="link numbers" onClick={() => onOpen(one.number)}>
                  {one.number}
                </button>
              )}
            </th>
            <td data-label={words.holder} lang="zh-CN">
              {one.holder} <span class="quiet numbers">…{one.id_tail}</span>
            </td>
            <td data-label={words.institution} lang="zh-CN">
              {one.institution ?? one.uscc}
            </td>
            <td data-label={words.programme} lang="zh-CN">
              {one.programme}
            </td>
            <td data-label={words.issued}>{dateInWords(one.issued, language)}</td>
            <td data-label={words.status}>
              <span class={`state state-${one.status}`}>{words.statuses[one.status]}</span>
            </td>
            {saysChange && <td data-label={words.by_this_order}>{one.changes === true ? words.changes : words.stays}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
