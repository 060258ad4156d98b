"""The example of docs/examples for somebody else's COSE library: it is what docs/FORMAT.md prints, and it does what it says."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import cbor2
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from demo_files import DEMO, PDFS, attachment

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = DOCS / "examples" / "verify_cose.py"
SAMPLE = DOCS / "examples" / "sample"


def verify(statement: Path, pack: Path, root: str) -> subprocess.CompletedProcess:
    arguments = [sys.executable, EXAMPLE, statement, pack, root]
    return subprocess.run(arguments, capture_output=True, text=True, encoding="utf-8", env={"PYTHONUTF8": "1"}, check=False)


class Example(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def written(self, message: bytes) -> Path:
        path = self.folder / "certificate.cose"
        path.write_bytes(message)
        return path

    def test_it_has_twenty_lines_at_most_and_is_what_the_format_prints(self):
        text = EXAMPLE.read_text(encoding="utf-8")
        self.assertLessEqual(sum(bool(line.strip()) for line in text.splitlines()), 20)
        self.assertIn(f"```python\n{text}```\n", (DOCS / "FORMAT.md").read_text(encoding="utf-8"))

    def test_it_verifies_the_sample(self):
        done = verify(SAMPLE / "certificate.cose", SAMPLE / "pack.cbor", (SAMPLE / "root.hex").read_text().strip())
        self.assertEqual((done.returncode, done.stdout), (0, "张三 电工（初级）\n"), done.stderr)

    def test_it_verifies_what_the_demo_issued_and_refuses_it_with_any_part_changed(self):
        root = load_pem_public_key((DEMO / "root.pub.pem").read_bytes()).public_bytes_raw().hex()
        statement = attachment(PDFS[0], self.folder)
        done = verify(self.written(statement), DEMO / "pack.cbor", root)
        self.assertEqual(done.returncode, 0, done.stderr)
        holder = cbor2.loads(cbor2.loads(statement).value[2])[1]
        self.assertTrue(done.stdout.startswith(f"{holder} "), done.stdout)
        protected, headers, payload, signature = cbor2.loads(statement).value
        flipped = lambda data: data[:-1] + bytes([data[-1] ^ 1])
        registration, nothing, countersignature = headers[11]
        for changed in [
            [protected, headers, flipped(payload), signature],
            [protected, headers, payload, flipped(signature)],
            [protected, {11: [registration, nothing, flipped(countersignature)]}, payload, signature],
            [protected, {11: [flipped(registration), nothing, countersignature]}, payload, signature],
        ]:
            done = verify(self.written(cbor2.dumps(cbor2.CBORTag(18, changed))), DEMO / "pack.cbor", root)
            self.assertNotEqual(done.returncode, 0, done.stdout)

    def test_it_refuses_a_pack_of_another_root(self):
        done = verify(SAMPLE / "certificate.cose", SAMPLE / "pack.cbor", "11" * 32)
        self.assertNotEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
