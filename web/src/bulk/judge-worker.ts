/** The verifier in a worker of its own, so that judging thousands never holds up the page. It converts and delegates. */
import { loadEngine } from '../engine.ts';
import type { JudgeAnswer, JudgeOrder } from './judge-messages.ts';

/** Typed with the page, whose modules it shares: of a worker it needs no more than this. */
const page = self as unknown as { postMessage(answer: JudgeAnswer): void };

const engine = loadEngine();
let held = { pack: new Uint8Array(), roots: new Uint8Array(), doubted: '' };

self.addEventListener('message', async ({ data }: MessageEvent<JudgeOrder>) => {
  let answer: JudgeAnswer = { id: data.id, report: null };
  try {
    const { verify, verifyPdf } = await engine;
    if (data.kind === 'hold') {
      held = { pack: data.pack as Uint8Array<ArrayBuffer>, roots: data.roots as Uint8Array<ArrayBuffer>, doubted: data.doubted };
    } else {
      const { presented, nowSecs } = data;
      const { pack, roots, doubted } = held;
      const report =
        presented.source === 'pdf'
          ? verifyPdf(presented.artifact, pack, roots, nowSecs, doubted)
          : verify(presented.text, pack, roots, nowSecs, doubted);
      answer = { id: data.id, report };
    }
  } catch {
    // No answer of the verifier's is no verdict.
  }
  page.postMessage(answer);
});
