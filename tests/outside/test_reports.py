"""A report that is kept, judged by programs not written here: its signature by python-cwt, its pages by qpdf, pdfua and poppler."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import pikepdf
from cryptography.hazmat.primitives.serialization import load_pem_public_key
import cbor2
from cwt import COSE, COSEKey, VerifyError

from demo_files import DEMO, PDFS, attachment, page_text, program, run

HEZHENG = os.environ["HEZHENG_PROGRAM"]
KEY = DEMO / "keys/issuer.pem"


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.signed, cls.unsigned = (Path(cls.folder.name) / name for name in ("signed.pdf", "unsigned.pdf"))
        judging = [HEZHENG, "verify", *PDFS, "--pack", DEMO / "pack.cbor", "--root", DEMO / "root.pub.pem"]
        for more in ([cls.signed, "--sign-with", KEY, "--passphrase-file", KEY.with_suffix(".pass")], [cls.unsigned]):
            command = [str(word) for word in [*judging, "--report", *more]]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            # One of them is revoked.
            assert done.returncode == 1, done

    def public(self) -> bytes:
        return load_pem_public_key(KEY.with_suffix(".pub.pem").read_bytes()).public_bytes_raw()

    def signed_record(self) -> bytes:
        return attachment(self.signed, Path(self.folder.name))

    def test_python_cwt_verifies_the_signature_and_refuses_a_changed_one(self):
        x = self.public()
        kid = hashlib.sha256(cbor2.dumps({1: 1, -1: 6, -2: x}, canonical=True)).digest()[:8]
        key = COSEKey.new({1: 1, 2: kid, 3: -19, -1: 6, -2: x})
        message = self.signed_record()
        record = json.loads(COSE.new().decode(message, keys=[key]))
        self.assertEqual(cbor2.loads(cbor2.loads(message).value[0]), {1: -19, 3: "application/json", 4: kid, 16: 65005})
        self.assertEqual(record["counts"], {"valid": len(PDFS) - 1, "invalid": 1, "indeterminate": 0, "could_not_run": 0})
        self.assertIn(kid.hex(), page_text(self.signed))
        changed = message.replace(b'"invalid":1', b'"invalid":0')
        self.assertNotEqual(changed, message)
        with self.assertRaises(VerifyError):
            COSE.new().decode(changed, keys=[key])

    def test_the_record_has_each_files_own_hash_and_the_page_has_it_too(self):
        record = json.loads(attachment(self.unsigned, Path(self.folder.name)))
        text = page_text(self.unsigned)
        self.assertEqual(len(record["results"]), len(PDFS))
        for result in record["results"]:
            own = hashlib.sha256(Path(result["input"]).read_bytes()).hexdigest()
            self.assertEqual(result["sha256"], own)
            self.assertIn(own, text)
            self.assertIn(result["certificate"]["number"], text)
        self.assertIn("本报告没有签名", text)

    def test_the_files_are_well_formed_archival_and_accessible_as_far_as_checkers_see(self):
        for pdf in (self.signed, self.unsigned):
            self.assertIn(b"No syntax or stream encoding errors found", run(program("qpdf", "qpdf"), "--check", pdf))
            checked = subprocess.run([sys.executable, "-m", "pdfua", "check", pdf], capture_output=True, text=True, check=False)
            self.assertIn("result: PASS (no findings)", checked.stdout)
            with pikepdf.open(pdf) as opened:
                metadata = bytes(opened.Root.Metadata.read_bytes()).decode()
                self.assertRegex(metadata, r"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>")
                self.assertEqual([str(file.AFRelationship) for file in opened.Root.AF], ["/Data"])
                for page in opened.pages:
                    self.assertEqual([round(float(side)) for side in page.MediaBox], [0, 0, 595, 842])


if __name__ == "__main__":
    unittest.main()
