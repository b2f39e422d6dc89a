// Seals to a server's key: HPKE (RFC 9180), base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, one message.
// Only WebCrypto computes; the private half of the key made here for the one message is forgotten, so nobody here opens it again.

const VERSION = text("HPKE-v1");
const KEM = joined(text("KEM"), Uint8Array.of(0, 0x10));
const SUITE = joined(text("HPKE"), Uint8Array.of(0, 0x10, 0, 1, 0, 2));
const NOTHING = new Uint8Array(0);
const CURVE = { name: "ECDH", namedCurve: "P-256" };

export function text(words) {
  return new TextEncoder().encode(words);
}

export function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

async function mac(key, content) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const made = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", made, content));
}

// an empty salt is as many zeros as the hash is long (RFC 5869, 2.2)
const extract = (suite, salt, label, content) =>
  mac(salt.length ? salt : new Uint8Array(32), joined(VERSION, suite, text(label), content));
// one block of HKDF-Expand: nothing here is longer than the hash
const expand = async (suite, secret, label, info, length) =>
  (await mac(secret, joined(Uint8Array.of(0, length), VERSION, suite, text(label), info, Uint8Array.of(1)))).slice(0, length);

async function shared(point) {
  const theirs = await crypto.subtle.importKey("raw", point, CURVE, false, []);
  const ours = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const met = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256));
  const opener = new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey));
  const secret = await extract(KEM, NOTHING, "eae_prk", met);
  return { opener, secret: await expand(KEM, secret, "shared_secret", joined(opener, point), 32) };
}

// `point`: the uncompressed public point, 65 bytes; `info`: what the seal is bound to. The answer: our point, then the sealed bytes.
export async function seal(point, info, content) {
  const { opener, secret: agreed } = await shared(point);
  const about = joined(
    Uint8Array.of(0),
    await extract(SUITE, NOTHING, "psk_id_hash", NOTHING),
    await extract(SUITE, NOTHING, "info_hash", info),
  );
  const secret = await extract(SUITE, agreed, "secret", NOTHING);
  const iv = await expand(SUITE, secret, "base_nonce", about, 12);
  const raw = await expand(SUITE, secret, "key", about, 32);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  return joined(opener, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, content)));
}
