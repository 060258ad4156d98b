import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Refused, report, type OwnCertificate, type Proved } from './requests.ts';
import { useMeWords } from './words.ts';
import { fill } from '../verdicts.ts';

interface Props {
  proved: Proved;
  certificate: OwnCertificate;
  onChanged(): Promise<void>;
  onClose(): void;
}

/** Says what will happen, and asks once more, before the bureau is told. */
export function ReportPanel({ proved, certificate, onChanged, onClose }: Props) {
  const words = useMeWords();
  const [more, setMore] = useState('');
  const [says, setSays] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const confirm = async () => {
    try {
      // One line: no text of a certificate has line ends.
      await report(proved.authority, proved.proof, certificate.number, more.replace(/\s+/g, ' ').trim());
      await onChanged();
      onClose();
    } catch (error) {
      setSays(error instanceof Refused ? error.code : 'unavailable');
    }
  };
  const id = `report-${certificate.number}`;
  return (
    <div class="own-panel" data-testid="report-panel" onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <h3 ref={heading} tabIndex={-1}>
        {words.report_title}
      </h3>
      <p>{fill(words.report_why, { programme: certificate.programme })}</p>
      <label for={id}>{words.report_words}</label>
      <textarea id={id} rows={3} maxLength={500} value={more} data-testid="report-words" autocomplete="off" onInput={(event) => setMore(event.currentTarget.value)} />
      <p class="problem" role="alert">
        {says !== null && (words.problems[says] ?? words.problems['unavailable'])}
      </p>
      <div class="own-actions">
        <button type="button" class="button primary" data-testid="report-confirm" onClick={() => void confirm()}>
          {words.report_confirm}
        </button>
        <button type="button" class="button" data-testid="report-cancel" onClick={onClose}>
          {words.cancel}
        </button>
      </div>
    </div>
  );
}
