import { PackAge } from './pack-age.tsx';
import { ageInWords, timeInWords } from '../dates.ts';
import type { PackDescription } from '../engine.ts';
import { useLanguage } from '../language.ts';
import type { Report } from '../report.ts';
import { fill } from '../verdicts.ts';
import { useWords } from '../words/words.ts';

interface Props {
  report: Report;
  description: PackDescription;
}

/** What the verdict rests on, and how old that is. */
export function Evidence({ report, description }: Props) {
  const words = useWords();
  const language = useLanguage();
  const { snapshot, registered } = report.evidence;
  // What was no certificate was held against no list; the device may hold one all the same.
  const bundle = report.evidence.bundle ?? description.bundle;
  const at = report.checked_at;
  const time = (rfc3339: string) => timeInWords(rfc3339, language);
  const age = (rfc3339: string) => ageInWords(rfc3339, at, language);
  return (
    <section class="card" data-testid="evidence">
      <h2>{words.evidence_title}</h2>
      <PackAge
        snapshots={snapshot ? [snapshot] : description.snapshots}
        description={description}
        at={at}
      />
      <dl class="fields">
        {snapshot && (
          <Item
            label={words.snapshot}
            value={fill(words.snapshot_value, {
              as_of: time(snapshot.as_of),
              next_update: time(snapshot.next_update),
            })}
          />
        )}
        <Item
          label={words.bundle}
          value={
            bundle === undefined
              ? words.bundle_none
              : fill(words.bundle_value, {
                  version: String(bundle.version),
                  age: age(bundle.issued),
                  issued: time(bundle.issued),
                  expires: time(bundle.expires),
                })
          }
        />
        <Item
          label={words.registered}
          value={
            registered === undefined
              ? words.registered_none
              : fill(words.registered_value, {
                  time: time(registered.time),
                  age: age(registered.time),
                  index: String(registered.leaf_index),
                })
          }
        />
        {registered && (
          <Item label={words.proof} value={words.proofs[registered.proof] ?? registered.proof} />
        )}
      </dl>
      <p class="quiet">{fill(words.evidence_beijing, { time: time(at) })}</p>
    </section>
  );
}

function Item({ label, value }: { label: string; value: string }) {
  return (
    <div class="field plain">
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
