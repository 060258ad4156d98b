import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Refused, share, unshare, type OwnCertificate, type Proved } from './requests.ts';
import { useMeWords } from './words.ts';
import { timeInWords } from '../dates.ts';
import { useLanguage } from '../language.ts';
import { fill } from '../verdicts.ts';

interface Props {
  proved: Proved;
  certificate: OwnCertificate;
  onChanged(): Promise<void>;
  onClose(): void;
}

/** A link with a purpose and an end, and those that are still good. */
export function SharePanel({ proved, certificate, onChanged, onClose }: Props) {
  const words = useMeWords();
  const language = useLanguage();
  const [purpose, setPurpose] = useState('');
  const [days, setDays] = useState(30);
  const [link, setLink] = useState<string | null>(null);
  const [says, setSays] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const { authority, proof } = proved;
  const { number, shares } = certificate;

  const attempt = async (doing: () => Promise<void>) => {
    setSays(null);
    try {
      await doing();
    } catch (error) {
      setSays(error instanceof Refused ? error.code : 'unavailable');
    }
  };
  const make = (event: Event) => {
    event.preventDefault();
    if (purpose.trim() === '') return setSays('missing');
    void attempt(async () => {
      setLink(await share(authority, proof, number, { purpose: purpose.trim(), days }));
      await onChanged();
    });
  };
  const takeBack = (id: string) =>
    attempt(async () => {
      await unshare(authority, proof, number, id);
      setLink(null);
      await onChanged();
    });
  const copy = () =>
    navigator.clipboard === undefined || link === null
      ? setSays('copy_failed')
      : void navigator.clipboard.writeText(link).then(
          () => setSays('copied'),
          () => setSays('copy_failed'),
        );
  const own: Record<string, string> = { missing: words.missing, copied: words.copied, copy_failed: words.copy_failed };
  const id = `share-${number}`;
  return (
    <div class="own-panel" data-testid="share-panel" onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <h3 ref={heading} tabIndex={-1}>
        {words.share_title}
      </h3>
      <p>{words.share_why}</p>
      <form onSubmit={make} autocomplete="off">
        <label for={`${id}-purpose`}>{words.purpose}</label>
        <input id={`${id}-purpose`} data-testid="purpose" maxLength={40} value={purpose} autocomplete="off" aria-describedby={`${id}-hint`} onInput={(event) => setPurpose(event.currentTarget.value)} />
        <p id={`${id}-hint`} class="hint">
          {words.purpose_hint}
        </p>
        <label for={`${id}-days`}>{words.days}</label>
        <select id={`${id}-days`} data-testid="days" value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>
          {Object.entries(words.days_choices).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
        <div class="own-actions">
          <button type="submit" class="button primary" data-testid="share-make">
            {words.share_make}
          </button>
          <button type="button" class="button" data-testid="share-close" onClick={onClose}>
            {words.cancel}
          </button>
        </div>
      </form>
      {link !== null && (
        <div class="own-link">
          <p>{words.share_done}</p>
          <p class="link" data-testid="link">
            {link}
          </p>
          <button type="button" class="button" data-testid="copy" onClick={copy}>
            {words.copy}
          </button>
        </div>
      )}
      <p role="status" class="own-says" data-testid="share-says">
        {says !== null && (own[says] ?? words.problems[says] ?? words.problems['unavailable'])}
      </p>
      {shares.length > 0 && (
        <>
          <h3>{words.shares}</h3>
          <ul class="own-shares">
            {shares.map((one) => (
              <li key={one.share} data-testid="one-share">
                <span>{fill(words.share_line, { purpose: one.purpose, time: timeInWords(one.until, language) })}</span>
                <button type="button" class="button small" data-testid="unshare" onClick={() => void takeBack(one.share)}>
                  {words.unshare}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
