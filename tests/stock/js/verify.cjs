// Verifies manifest.sigstore.json with sigstore's own library and prints the statement it signs.
//   node verify.cjs DIRECTORY [payload type that the caller expects]
const { createPublicKey } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { bundleFromJSON } = require("@sigstore/bundle");
const { Verifier, toSignedEntity, toTrustMaterial } = require("@sigstore/verify");

const folder = process.argv[2];
const bundle = bundleFromJSON(JSON.parse(readFileSync(`${folder}/manifest.sigstore.json`, "utf8")));
const publicKey = createPublicKey(readFileSync(`${folder}/keys/manifest.pem`));
const none = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
const trust = toTrustMaterial(none, () => ({ publicKey, validFor: () => true }));
const verifier = new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
verifier.verify(toSignedEntity(bundle));
const { dsseEnvelope } = bundle.content;
console.log(JSON.stringify({
  payloadType: dsseEnvelope.payloadType,
  statement: JSON.parse(dsseEnvelope.payload.toString("utf8")),
}));
