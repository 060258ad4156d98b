import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { At } from './at.ts';
import { Certificates } from './certificates.tsx';
import { previewOrder, type Preview, type Selector, type Status } from './requests.ts';
import { useBureauWords } from './words.ts';
import { Problem } from './says.tsx';
import { fill } from '../verdicts.ts';

interface Props {
  at: At;
  status: Status;
  selector: Selector;
  preview: Preview;
  children: ComponentChildren;
}

/** The exact list of what an order changes, before it is signed: how many, what they are now, and each, page by page. */
export function Exactly({ at, status, selector, preview, children }: Props) {
  const words = useBureauWords();
  const [pages, setPages] = useState([preview]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const last = pages[pages.length - 1] ?? preview;
  const certificates = pages.flatMap((page) => page.certificates);
  const more = async () => {
    if (busy || last.next === null) return;
    setBusy(true);
    setProblem(null);
    try {
      const next = await previewOrder(at.registry, status, selector, { seen: preview.seen, skip: last.next });
      setPages([...pages, next]);
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  const now = (['valid', 'suspended', 'revoked', 'superseded'] as const).flatMap((one) => {
    const count = preview.now[one];
    return count === undefined ? [] : [`${words.statuses[one]} ${count}`];
  });
  return (
    <div class="exactly" data-testid="exactly">
      <h2 tabIndex={-1}>{fill(words.exactly_title, { touched: String(preview.touched), act: words.acts[status] })}</h2>
      <p>{fill(words.exactly_lead, { selected: String(preview.selected), touched: String(preview.touched), now: now.join('，') })}</p>
      <div class="list" tabIndex={0} role="region" aria-label={words.exact_list}>
        <Certificates certificates={certificates} caption={fill(words.exact_caption, { shown: String(certificates.length), selected: String(preview.selected) })} />
      </div>
      <Problem error={problem} />
      {last.next !== null && (
        <button type="button" class="button small" data-testid="more" aria-disabled={busy} onClick={() => void more()}>
          {fill(words.show_more, { rest: String(preview.selected - certificates.length) })}
        </button>
      )}
      {children}
    </div>
  );
}
