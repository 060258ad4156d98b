// Converts and delegates; everything that decides anything is in the module.
import { describe_pack, merge_packs, verify_statement, verify_text } from './hezheng_verifier_wasm.js';

export const verifyQrText = (text, { pack, roots, at }) =>
  JSON.parse(verify_text(String(text), pack, keys(roots), seconds(at)));

export const verifyStatement = (statement, { pack, roots, at }) =>
  JSON.parse(verify_statement(statement, pack, keys(roots), seconds(at)));

export const mergePacks = (held, offered, { roots, at }) => merge_packs(held, offered, keys(roots), seconds(at));

export const describePack = ({ pack, roots, at }) => JSON.parse(describe_pack(pack, keys(roots), seconds(at)));

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
