/** The verifier in a worker of its own, so that judging thousands never holds up the page. It converts and delegates. */
import { hold, load, type VerifierOfPdfs } from '../engine-of-pdfs.ts';
import type { JudgeAnswer, JudgeOrder } from './judge-messages.ts';

/** Typed with the page, whose modules it shares: of a worker it needs no more than this. */
const page = self as unknown as { postMessage(answer: JudgeAnswer): void };

const loaded = load();
let verifier: VerifierOfPdfs | undefined;

self.addEventListener('message', async ({ data }: MessageEvent<JudgeOrder>) => {
  let answer: JudgeAnswer = { id: data.id, report: null };
  try {
    await loaded;
    if (data.kind === 'hold') {
      verifier = hold(data.pack, data.roots, data.nowSecs, data.doubted);
    } else if (verifier !== undefined) {
      const { presented, nowSecs } = data;
      const report =
        presented.source === 'pdf' ? verifier.verifyPdf(presented.artifact, nowSecs) : verifier.verify(presented.text, nowSecs);
      answer = { id: data.id, report };
    }
  } catch {
    // No answer of the verifier's is no verdict.
  }
  page.postMessage(answer);
});
