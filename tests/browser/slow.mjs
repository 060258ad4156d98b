// A slow computer: with HEZHENG_SLOW=400 every page's timers, frames and answers come late, each by another while of up to so
// many milliseconds, and its processor is a fourth as fast. What passes only on a quick one is found so.

const MOST_MILLIS = Number(process.env.HEZHENG_SLOW ?? 0);
const TIMES_SLOWER = 4;

export async function slowDown(context) {
  if (MOST_MILLIS === 0) return;
  await context.addInitScript((most) => {
    const later = (work) => (...given) => timer(() => work(...given), Math.random() * most);
    const [timer, frame, ask] = [window.setTimeout.bind(window), window.requestAnimationFrame.bind(window), window.fetch.bind(window)];
    window.setTimeout = (work, millis = 0, ...given) => timer(work, millis + Math.random() * most, ...given);
    window.requestAnimationFrame = (work) => frame(later(work));
    window.fetch = async (...asked) => {
      const answer = await ask(...asked);
      await new Promise((go) => timer(go, Math.random() * most));
      return answer;
    };
  }, MOST_MILLIS);
  const slow = async (page) => {
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: TIMES_SLOWER });
  };
  const open = context.newPage.bind(context);
  context.newPage = async () => {
    const page = await open();
    await slow(page);
    return page;
  };
}
