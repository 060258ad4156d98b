// Converts and delegates; everything that decides anything is in the module.
import { merge_packs, Verifier } from './hezheng_verifier_wasm.js';

export const verifyQrText = (text, evidence) => once(evidence, (held) => held.verifyQrText(text, evidence));

export const verifyStatement = (statement, evidence) => once(evidence, (held) => held.verifyStatement(statement, evidence));

export const describePack = (evidence) => once(evidence, (held) => held.describe(evidence));

export const mergePacks = (held, offered, { roots, at }) => merge_packs(held, offered, keys(roots), seconds(at));

export const holdPack = (evidence) => heldPack(holding(evidence));

const holding = ({ pack, roots, at }) => new Verifier(pack, keys(roots), seconds(at));

const heldPack = (verifier) => ({
  verifyQrText: (text, { at }) => JSON.parse(verifier.verify_text(String(text), seconds(at))),
  verifyStatement: (statement, { at }) => JSON.parse(verifier.verify_statement(statement, seconds(at))),
  describe: ({ at }) => JSON.parse(verifier.describe(seconds(at))),
});

/** Given back to the module at once; what `holdPack` holds, when nobody refers to it any more. */
function once(evidence, ask) {
  const verifier = holding(evidence);
  try {
    return ask(heldPack(verifier));
  } finally {
    verifier.free();
  }
}

/** Throws where this is no time. */
const seconds = (at) => BigInt(Math.floor(at.getTime() / 1000));

/** The keys' 32 bytes, one after another. Throws where a text is no key: a root that is left out would be no error anywhere. */
const keys = (roots) => Uint8Array.from(roots.flatMap((root) => [...key(root)]));

/** What stands before the key in every Ed25519 SubjectPublicKeyInfo (RFC 8410). */
const SPKI = '302a300506032b6570032100';

function key(text) {
  const pem = /^\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(text);
  const digits = pem === null ? text.trim().toLowerCase() : decoded(pem[1]);
  const own = pem === null ? digits : digits.startsWith(SPKI) ? digits.slice(SPKI.length) : '';
  if (!/^[0-9a-f]{64}$/.test(own)) {
    throw new TypeError('a root key is a PEM file of an Ed25519 public key, or 64 hexadecimal digits');
  }
  return own.match(/../g).map((pair) => Number.parseInt(pair, 16));
}

/** Base64 as hexadecimal digits; none where it is no base64. */
function decoded(base64) {
  try {
    return hex(atob(base64.replace(/\s/g, '')));
  } catch {
    return '';
  }
}

const hex = (binary) => [...binary].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
