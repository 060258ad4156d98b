"""The registry, as clients and libraries not written here see it: signed requests by http-message-signatures, status lists
by python-cwt and token-status-list."""

import base64
import hashlib
import json
import os
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import cbor2
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from cwt import COSE, COSEKey
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms
from openapi_spec_validator import validate
from token_status_list import BitArray

from demo_files import DEMO, REVOKED, digits_to_bytes

ORIGIN = os.environ["HEZHENG_ORIGIN"]
BASE = f"{ORIGIN}/130100"
USCC = "521301004JURQ283FE"
TODAY = int(time.time() + 8 * 3600) // 86400
YEAR = time.gmtime(time.time() + 8 * 3600).tm_year


def fetch(path: str) -> tuple[bytes, str]:
    with urllib.request.urlopen(f"{BASE}/{path}", timeout=60) as answer:
        return answer.read(), answer.headers["content-type"]


def kid_of(public: bytes) -> bytes:
    return hashlib.sha256(cbor2.dumps({1: 1, -1: 6, -2: public}, canonical=True)).digest()[:8]


class School(HTTPSignatureKeyResolver):
    """The demo's school as another programmer would write it."""

    def __init__(self):
        passphrase = (DEMO / "keys/issuer.pass").read_text().splitlines()[0].encode()
        self.key = load_pem_private_key((DEMO / "keys/issuer.pem").read_bytes(), passphrase)
        self.kid = kid_of(self.key.public_key().public_bytes_raw())

    def resolve_private_key(self, key_id):
        return self.key

    def resolve_public_key(self, key_id):
        return self.key.public_key()

    def post(self, path: str, body: bytes, sent: bytes | None = None) -> tuple[int, bytes]:
        """Signs a request with a library and sends it, with another body than the one signed where one is given."""
        headers = {"Content-Type": "application/cbor"}
        message = SimpleNamespace(method="POST", url=f"{BASE}/{path}", headers=headers)
        signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=self)
        covered = ("@method", "@target-uri", "content-type", "content-digest")
        signer.sign(message, key_id=self.kid.hex(), covered_component_ids=covered, label="client", body=body)
        request = urllib.request.Request(message.url, data=sent or body, headers=message.headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()

    def statement(self, number: str, tail: str) -> bytes:
        """A signed statement, from the format's page alone."""
        protected = cbor2.dumps({1: -19, 4: self.kid, 15: {1: USCC, 2: number}, 16: 65001}, canonical=True)
        body = {1: "外来软件", 2: [1, tail], 3: "保育师", 4: [TODAY - 20, TODAY - 10], 5: TODAY}
        payload = cbor2.dumps(body, canonical=True)
        signature = self.key.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
        return cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))


class SignedRequests(unittest.TestCase):
    def test_a_certificate_made_and_sent_by_other_peoples_libraries_is_registered(self):
        school = School()
        asked = cbor2.dumps({1: USCC, 2: YEAR, 3: 2, 4: os.urandom(16)}, canonical=True)
        status, answer = school.post("v1/reservations", asked)
        self.assertEqual(status, 200, answer)
        first = cbor2.loads(answer)[1]
        # 11010119900307000X is nobody's: its sequence part is 000. Its check character is worked out here.
        body = "11010119900307000"
        weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        identity = body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights)) % 11]
        number = f"130100{YEAR}0007{first:06}"
        statement = school.statement(number, identity[-4:])
        request = cbor2.dumps({1: statement, 2: identity}, canonical=True)
        status, registered = school.post("v1/certificates", request)
        self.assertEqual(status, 201, registered)
        self.assertEqual(school.post("v1/certificates", request), (200, registered))
        self.assertEqual(self.outcome(registered), "valid")

        batch = [(school.statement(f"130100{YEAR}0007{first + 1:06}", identity[-4:]), identity)]
        batch = cbor2.dumps([{1: one, 2: identity} for one, identity in batch], canonical=True)
        status, results = school.post("v1/certificates/batch", batch)
        self.assertEqual(status, 200)
        # The same person, programme and dates: refused, and the certificate that there is is named.
        self.assertEqual(cbor2.loads(results), [{1: 409, 3: "already_issued", 4: number}])

    def outcome(self, statement: bytes) -> str:
        headers = {"Content-Type": "application/cose"}
        request = urllib.request.Request(f"{BASE}/v1/verify", data=statement, headers=headers, method="POST")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["outcome"]

    def test_a_request_signed_by_a_library_for_another_body_is_refused(self):
        asked = {1: USCC, 2: YEAR, 3: 1, 4: os.urandom(16)}
        signed, sent = cbor2.dumps(asked, canonical=True), cbor2.dumps(asked | {3: 2}, canonical=True)
        status, answer = School().post("v1/reservations", signed, sent)
        self.assertEqual((status, json.loads(answer)["code"]), (401, "digest"))


class StatusLists(unittest.TestCase):
    def test_a_status_list_decodes_with_independent_libraries_and_says_who_is_revoked(self):
        token, content_type = fetch("v1/status-lists/0")
        self.assertEqual(content_type, "application/statuslist+cwt")
        public = load_pem_public_key((DEMO / "keys/snapshot.pub.pem").read_bytes()).public_bytes_raw()
        key = COSEKey.new({1: 1, -1: 6, -2: public, 3: -19, 2: kid_of(public)})
        claims = cbor2.loads(COSE.new().decode(token, keys=[key]))
        self.assertEqual(claims[2], f"{BASE}/v1/status-lists/0")
        self.assertLess(claims[6], claims[4])
        listed = claims[65533]
        packed = base64.urlsafe_b64encode(listed["lst"]).decode().rstrip("=")
        statuses = BitArray.load({"bits": listed["bits"], "lst": packed})
        issued = json.loads((DEMO / "issued.json").read_text())["issued"]
        for certificate in issued:
            leaf = self.leaf_of(certificate["qr_text"])
            self.assertEqual(statuses[leaf], 1 if certificate["number"] == REVOKED else 0, certificate["number"])

    def leaf_of(self, qr_text: str) -> int:
        registered = cbor2.loads(digits_to_bytes(qr_text.split("#")[1])).value
        return cbor2.loads(registered[1][11][0])[15][-65537]


class Bulk(unittest.TestCase):
    def test_many_certificates_get_in_one_request_what_the_program_says_of_each_at_that_time(self):
        issued = json.loads((DEMO / "issued.json").read_text())["issued"]
        texts = [certificate["qr_text"] for certificate in issued if certificate["number"] != REVOKED] + ["0"]
        body, headers = json.dumps([{"qr_text": text} for text in texts]).encode(), {"Content-Type": "application/json"}
        # Its snapshot lives a second: asked again until none was made meanwhile.
        before = None
        while (pack := fetch("v1/pack")[0]) != before:
            before = pack
            with urllib.request.urlopen(urllib.request.Request(f"{BASE}/v1/verify/batch", data=body, headers=headers), timeout=60) as answer:
                answered = answer.read().decode()
        reports = json.loads(answered)
        self.assertEqual([report["outcome"] for report in reports], ["valid"] * (len(texts) - 1) + ["invalid"])
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "pack.cbor").write_bytes(pack)
            judging = ["--pack", Path(folder) / "pack.cbor", "--root", DEMO / "root.pub.pem", "--now", reports[0]["checked_at"]]
            command = [os.environ["HEZHENG_PROGRAM"], "verify", "--json", *judging, *texts]
            said = subprocess.run([str(word) for word in command], capture_output=True, check=False).stdout.decode()
        lines = [line.replace(f'"input":{json.dumps(text)},', "") for line, text in zip(said.splitlines(), texts)]
        self.assertEqual(answered, f"[{','.join(lines)}]")

    def test_what_is_no_batch_is_a_problem(self):
        for body, status, code in [(b"[]", 422, "verify_count"), (b"{}", 400, "malformed"), (b"[" + b" " * 2_100_000 + b"]", 413, "too_large")]:
            request = urllib.request.Request(f"{BASE}/v1/verify/batch", data=body, headers={"Content-Type": "application/json"})
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=60)
            with refused.exception as answer:
                self.assertEqual((answer.code, json.load(answer)["code"]), (status, code))


class OpenApi(unittest.TestCase):
    def test_the_description_of_the_requests_is_right_by_an_independent_validator(self):
        page, content_type = fetch("v1/openapi.json")
        self.assertEqual(content_type, "application/json")
        page = json.loads(page)
        validate(page)
        self.assertEqual(page["servers"][0]["url"], BASE)


class Log(unittest.TestCase):
    def test_checkpoint_tiles_and_entries_agree_by_a_tree_written_here(self):
        checkpoint, content_type = fetch("checkpoint")
        self.assertEqual(content_type, "text/plain; charset=utf-8")
        text, signatures = checkpoint.decode().split("\n\n")
        origin, size, root = text.split("\n")
        self.assertTrue(signatures.startswith(f"— {origin} "))
        public = load_pem_public_key((DEMO / "keys/log.pub.pem").read_bytes())
        signature = base64.b64decode(signatures.split("\n")[0].split(" ")[2])
        public.verify(signature[4:], f"{text}\n".encode())
        size = int(size)
        self.assertLess(size, 256)
        bundle, _ = fetch(f"tile/entries/000.p/{size}")
        entries = []
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            entries.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
        leaves = [hashlib.sha256(b"\0" + entry).digest() for entry in entries]
        self.assertEqual(fetch(f"tile/0/000.p/{size}")[0], b"".join(leaves))
        self.assertEqual(base64.b64decode(root), self.root(leaves))

    def root(self, leaves: list[bytes]) -> bytes:
        if len(leaves) == 1:
            return leaves[0]
        split = 1 << (len(leaves) - 1).bit_length() - 1
        return hashlib.sha256(b"\1" + self.root(leaves[:split]) + self.root(leaves[split:])).digest()


if __name__ == "__main__":
    unittest.main()
