// node node.mjs PACK ROOT.pub.pem TIME CERTIFICATE…   each a file with a QR code's text (.txt) or a statement (.cose)
import { readFileSync } from 'node:fs';
import { verifyQrText, verifyStatement } from '@hezheng/verifier';

const [pack, root, time, ...certificates] = process.argv.slice(2);
const evidence = {
  pack: pack === '-' ? new Uint8Array() : readFileSync(pack),
  roots: [readFileSync(root, 'utf8')],
  at: time === 'now' ? new Date() : new Date(time),
};

for (const file of certificates) {
  const report = file.endsWith('.txt')
    ? verifyQrText(readFileSync(file, 'utf8').trim(), evidence)
    : verifyStatement(readFileSync(file), evidence);
  const { outcome, reason, certificate } = report;
  console.log([outcome, reason ?? '-', certificate?.holder ?? '-', certificate?.number ?? '-'].join('\t'));
}
