import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ReportPanel } from './report-panel.tsx';
import { pdf, Refused, type OwnCertificate, type Proved } from './requests.ts';
import { SharePanel } from './share-panel.tsx';
import { useMeWords } from './words.ts';
import { dateInWords, timeInWords } from '../dates.ts';
import type { ReadyDevice } from '../device/use-device.ts';
import { useLanguage } from '../language.ts';
import { useVerification } from '../use-verification.ts';
import type { Presented } from '../presented.ts';
import { fill } from '../verdicts.ts';
import { FaceMark } from '../view/face-mark.tsx';
import { tell } from '../view/sentence.ts';
import { useWords } from '../words/words.ts';

interface Props {
  device: ReadyDevice;
  proved: Proved;
  certificates: OwnCertificate[];
  onChanged(): Promise<void>;
  onLeave(): void;
}

/** Everything in one name, the newest first, each with its verdict by this device. */
export function OwnCertificates({ device, proved, certificates, onChanged, onLeave }: Props) {
  const words = useMeWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const newest = [...certificates].sort((a, b) => b.issued.localeCompare(a.issued));
  return (
    <>
      <section class="card">
        <h1 ref={heading} tabIndex={-1} data-testid="own-title">
          {fill(words.all_title, { count: String(certificates.length) })}
        </h1>
        <p class="hint">{words.all_hint}</p>
        <button type="button" class="button" data-testid="leave" onClick={onLeave}>
          {words.leave}
        </button>
      </section>
      {newest.map((one) => (
        <Own key={one.number} device={device} proved={proved} certificate={one} onChanged={onChanged} />
      ))}
    </>
  );
}

interface OwnProps {
  device: ReadyDevice;
  proved: Proved;
  certificate: OwnCertificate;
  onChanged(): Promise<void>;
}

function Own({ device, proved, certificate, onChanged }: OwnProps) {
  const words = useMeWords();
  const language = useLanguage();
  const [open, setOpen] = useState<'share' | 'report' | null>(null);
  const [says, setSays] = useState<string | null>(null);
  const [making, setMaking] = useState(false);
  const actions = useRef<HTMLDivElement>(null);
  const { number, programme, training, issued, institution, reported, decided, read } = certificate;

  const download = async () => {
    if (making) return;
    setMaking(true);
    setSays(null);
    try {
      save(await pdf(proved.authority, proved.proof, number), `${number}.pdf`);
      setSays('downloaded');
      await onChanged();
    } catch (error) {
      setSays(error instanceof Refused ? error.code : 'unavailable');
    }
    setMaking(false);
  };
  const close = (from: 'share' | 'report') => {
    setOpen(null);
    setTimeout(() => actions.current?.querySelector<HTMLElement>(`[data-opens="${from}"]`)?.focus());
  };
  const rows: [string, string, boolean][] = [
    [words.training, `${dateInWords(training[0], language)} – ${dateInWords(training[1], language)}`, false],
    [words.school_of, institution, true],
    [words.issued, dateInWords(issued, language), false],
    [words.number, number, false],
  ];
  return (
    <section class="card own" data-testid="own" data-number={number}>
      <h2 lang="zh-CN">{programme}</h2>
      <Verdict device={device} text={certificate.qr_text} />
      <dl class="fields">
        {rows.map(([label, value, chinese]) => (
          <div key={label} class="field plain">
            <dt>{label}</dt>
            <dd lang={chinese ? 'zh-CN' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      {reported !== null && (
        <p class="notice" data-testid="reported">
          {fill(words.reported, { time: timeInWords(reported, language) })}
          {decided === null ? words.undecided : words.decided[decided]}
        </p>
      )}
      <div class="own-actions" ref={actions}>
        <button type="button" class="button primary" data-testid="download" aria-disabled={making} onClick={() => void download()}>
          {making ? words.downloading : words.download}
        </button>
        <button type="button" class="button" data-testid="share" data-opens="share" aria-expanded={open === 'share'} onClick={() => setOpen(open === 'share' ? null : 'share')}>
          {words.share}
        </button>
        {reported === null && (
          <button type="button" class="button" data-testid="report" data-opens="report" aria-expanded={open === 'report'} onClick={() => setOpen(open === 'report' ? null : 'report')}>
            {words.report}
          </button>
        )}
      </div>
      <p class="own-says" role="status" data-testid="own-says">
        {says === 'downloaded' ? words.downloaded : says !== null && (words.problems[says] ?? words.problems['unavailable'])}
      </p>
      {open === 'share' && (
        <SharePanel proved={proved} certificate={certificate} onChanged={onChanged} onClose={() => close('share')} />
      )}
      {open === 'report' && (
        <ReportPanel proved={proved} certificate={certificate} onChanged={onChanged} onClose={() => close('report')} />
      )}
      {read.length > 0 && (
        <p class="hint" data-testid="read">
          {fill(words.read_by, { times: read.map((time) => timeInWords(time, language)).join(language === 'zh' ? '；' : '; ') })}
        </p>
      )}
    </section>
  );
}

/** The verifier's word on one certificate, in a line. */
export function Verdict({ device, text }: { device: ReadyDevice; text: string }) {
  const words = useWords();
  const language = useLanguage();
  const [presented] = useState<Presented>({ source: 'pasted', text });
  const verification = useVerification(device, presented);
  if (verification === 'failed') return <p class="notice">{words.failed_why}</p>;
  if (verification === 'checking') return <p class="hint">{words.checking}</p>;
  const { report } = verification;
  const { word, why } = tell(report, language);
  return (
    <div class={`own-verdict own-${report.outcome}`} data-testid="own-verdict" data-outcome={report.outcome}>
      <FaceMark outcome={report.outcome} />
      <p>
        <strong>{word}</strong> {why}
      </p>
    </div>
  );
}

/** Hands a file to the browser's downloads. */
function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers begin to read it only after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
