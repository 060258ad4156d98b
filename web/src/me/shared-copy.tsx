import { useEffect, useState } from 'preact/hooks';
import { Refused, shared, type Shared } from './requests.ts';
import { useMeWords } from './words.ts';
import { timeInWords } from '../dates.ts';
import type { Config } from '../device/config.ts';
import type { ReadyDevice } from '../device/use-device.ts';
import { useLanguage } from '../language.ts';
import type { Presented } from '../presented.ts';
import { useVerification } from '../use-verification.ts';
import { fill } from '../verdicts.ts';
import { Checks } from '../view/checks.tsx';
import { Evidence } from '../view/evidence.tsx';
import { Failure } from '../view/failure.tsx';
import { Fields } from '../view/fields.tsx';
import { VerdictCard } from '../view/verdict-card.tsx';
import { HostWarning, RootsWarning } from '../view/warnings.tsx';
import { useWords } from '../words/words.ts';

interface Props {
  device: ReadyDevice;
  config: Config;
}

/** What a link leads to: for what it was given, and the certificate with its verdict by this device. */
export function SharedCopy({ device, config }: Props) {
  const words = useMeWords();
  const language = useLanguage();
  const [copy, setCopy] = useState<Shared | null>(null);
  const [says, setSays] = useState<string | null>(null);
  useEffect(() => {
    const open = () => {
      setCopy(null);
      setSays(null);
      const [, code, token] = /^#(\d{6})-([0-9a-f]{48})$/.exec(location.hash) ?? [];
      const authority = config.authorities.find((one) => one.code === code);
      if (authority === undefined || token === undefined) return setSays('bad');
      shared(authority, token).then(setCopy, (error: unknown) =>
        setSays(error instanceof Refused ? error.code : 'unavailable'),
      );
    };
    open();
    window.addEventListener('hashchange', open);
    return () => window.removeEventListener('hashchange', open);
  }, [config]);
  if (copy === null) {
    return (
      <section class="card">
        <h1>{words.shared_title}</h1>
        <p role="status" data-testid="shared-says">
          {says === null ? words.shared_opening : says === 'bad' ? words.shared_bad : (words.problems[says] ?? words.problems['unavailable'])}
        </p>
      </section>
    );
  }
  return (
    <>
      <p class="shared-for" data-testid="shared-for">
        <strong>{fill(words.shared_only, { purpose: copy.purpose })}</strong>
        <span>{fill(words.shared_until, { time: timeInWords(copy.until, language) })}</span>
      </p>
      <Judged key={copy.qr_text} device={device} text={copy.qr_text} />
    </>
  );
}

function Judged({ device, text }: { device: ReadyDevice; text: string }) {
  const words = useWords();
  const [presented] = useState<Presented>({ source: 'pasted', text });
  const verification = useVerification(device, presented);
  if (verification === 'failed') return <Failure />;
  if (verification === 'checking') {
    return (
      <section class="card">
        <p role="status">{words.checking}</p>
      </section>
    );
  }
  const { report } = verification;
  return (
    <>
      <VerdictCard report={report} takeFocus={false} />
      <HostWarning config={device.held.config} codeHost={report.host} />
      <RootsWarning held={device.held} />
      <Fields report={report} />
      <Checks report={report} />
      <Evidence report={report} description={device.held.description} />
    </>
  );
}
