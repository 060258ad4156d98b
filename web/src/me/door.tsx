import { useEffect, useRef, useState } from 'preact/hooks';
import { OwnCertificates } from './own-certificates.tsx';
import { list, Refused, type OwnCertificate, type Proved } from './requests.ts';
import { useMeWords } from './words.ts';
import type { Config } from '../device/config.ts';
import type { ReadyDevice } from '../device/use-device.ts';

interface Props {
  device: ReadyDevice;
  config: Config;
}

const EMPTY = { paper: '', school: '', bureau: '', name: '', identity: '' };

export function Door({ device, config }: Props) {
  const words = useMeWords();
  const [typed, setTyped] = useState(EMPTY);
  const [lost, setLost] = useState(false);
  const [says, setSays] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const [found, setFound] = useState<(Proved & { certificates: OwnCertificate[] }) | null>(null);
  const start = useRef<HTMLHeadingElement>(null);

  const leave = () => {
    setTyped(EMPTY);
    setFound(null);
    setSays(null);
  };
  // Also before the browser keeps the page for "back": nobody finds a number in it.
  useEffect(() => {
    window.addEventListener('pagehide', leave);
    return () => window.removeEventListener('pagehide', leave);
  }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (asking) return;
    const asked = proofOf(typed, lost, config, (code) => device.engine.checkCode(code));
    if (typeof asked === 'string') return setSays(asked);
    setAsking(true);
    setSays(null);
    try {
      setFound({ ...asked, certificates: await list(asked.authority, asked.proof) });
    } catch (error) {
      setSays(error instanceof Refused ? error.code : 'unavailable');
    }
    setAsking(false);
  };
  if (found !== null) {
    const again = async () => setFound({ ...found, certificates: await list(found.authority, found.proof) });
    const close = () => {
      leave();
      setTimeout(() => start.current?.focus());
    };
    return <OwnCertificates device={device} proved={found} certificates={found.certificates} onChanged={again} onLeave={close} />;
  }
  const field = (name: keyof typeof EMPTY) => ({
    value: typed[name],
    autocomplete: 'off',
    spellcheck: false,
    onInput: (event: Event) => setTyped({ ...typed, [name]: (event.currentTarget as HTMLInputElement).value }),
  });
  const problem = says === 'missing' ? words.missing : says === 'typing_error' ? words.typing_error : null;
  return (
    <section class="card me-door">
      <h1 ref={start} tabIndex={-1}>
        {words.title}
      </h1>
      <p>{words.lead}</p>
      <form onSubmit={(event) => void submit(event)} autocomplete="off" data-testid="door">
        {lost ? (
          <>
            <label for="school">{words.school}</label>
            <input id="school" data-testid="school" aria-describedby="school-hint" {...field('school')} />
            <p id="school-hint" class="hint">
              {words.school_hint}
            </p>
          </>
        ) : (
          <>
            <label for="paper">{words.by_paper}</label>
            <input
              id="paper"
              data-testid="paper"
              autocapitalize="characters"
              aria-describedby="paper-hint"
              aria-invalid={says === 'typing_error'}
              {...field('paper')}
            />
            <p id="paper-hint" class="hint">
              {words.by_paper_hint}
            </p>
          </>
        )}
        <label class="check-line">
          <input type="checkbox" data-testid="lost" checked={lost} onChange={(event) => setLost(event.currentTarget.checked)} />
          <span>{words.lost}</span>
        </label>
        {config.authorities.length > 1 && (lost || !isNumber(typed.paper)) && (
          <>
            <label for="bureau">{words.bureau}</label>
            <select
              id="bureau"
              data-testid="bureau"
              value={typed.bureau}
              onChange={(event) => setTyped({ ...typed, bureau: event.currentTarget.value })}
            >
              {config.authorities.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </select>
          </>
        )}
        <label for="holder">{words.name}</label>
        <input id="holder" data-testid="holder" {...field('name')} />
        <label for="identity">{words.identity}</label>
        <input
          id="identity"
          data-testid="identity"
          autocapitalize="characters"
          aria-describedby="identity-hint"
          {...field('identity')}
        />
        <p id="identity-hint" class="hint">
          {words.identity_hint}
        </p>
        <p class="problem" role="alert" data-testid="door-problem">
          {says !== null && (problem ?? words.problems[says] ?? words.problems['unavailable'])}
        </p>
        <button type="submit" class="button primary" data-testid="door-submit" aria-disabled={asking}>
          {asking ? words.asking : words.submit}
        </button>
      </form>
    </section>
  );
}

const digits = (text: string): string => text.replace(/\s+/g, '');
const isNumber = (text: string): boolean => /^\d{20}$/.test(digits(text));

/** What is asked of whom; or what is wrong with the form. */
function proofOf(
  typed: typeof EMPTY,
  lost: boolean,
  config: Config,
  checkCode: (typed: string) => string | null,
): Proved | 'missing' | 'typing_error' {
  const [name, identity_number] = [typed.name.trim(), digits(typed.identity)];
  const named = (lost ? typed.school : typed.paper).trim();
  if (name === '' || identity_number === '' || named === '') return 'missing';
  const chosen = config.authorities.find(({ code }) => code === typed.bureau) ?? config.authorities[0];
  if (chosen === undefined) return 'missing';
  if (lost) return { authority: chosen, proof: { institution: named, name, identity_number } };
  if (isNumber(named)) {
    const number = digits(named);
    const authority = config.authorities.find(({ code }) => code === number.slice(0, 6)) ?? chosen;
    return { authority, proof: { number, name, identity_number } };
  }
  const code = checkCode(named);
  return code === null ? 'typing_error' : { authority: chosen, proof: { code, name, identity_number } };
}
