"""The program from outside: exit codes and Reports on what the demo left."""

import json
import os
import random
import subprocess
import tempfile
import unittest
from datetime import datetime
from pathlib import Path

from demo_files import DEMO, PDFS, REVOKED, page_image, program, run

HEZHENG = os.environ["HEZHENG_PROGRAM"]


def verify(*inputs, pack="pack.cbor", options=()):
    """Exit code and Reports of `hezheng verify --json`."""
    command = [HEZHENG, "verify", "--json", "--pack", DEMO / pack, "--root", DEMO / "root.pub.pem", *options, *inputs]
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()]


class Verdicts(unittest.TestCase):
    def test_every_pdf_is_valid_before_the_order(self):
        code, reports = verify(*PDFS, pack="pack-before.cbor")
        self.assertEqual((code, {report["outcome"] for report in reports}), (0, {"valid"}))
        self.assertEqual(len(reports), len(PDFS))

    def test_after_the_order_the_one_named_is_revoked_and_no_other(self):
        code, reports = verify(*PDFS)
        self.assertEqual(code, 1)
        for pdf, report in zip(PDFS, reports):
            expected = ("invalid", "revoked") if pdf.name.startswith(REVOKED) else ("valid", None)
            self.assertEqual((report["outcome"], report["reason"]), expected, pdf.name)

    def test_a_picture_of_the_page_gives_the_same_verdict(self):
        with tempfile.TemporaryDirectory() as folder:
            code, reports = verify(page_image(PDFS[-1], Path(folder), 200))
            self.assertEqual((code, reports[0]["outcome"]), (0, "valid"))

    def test_one_second_past_the_next_update_nothing_is_valid_any_more(self):
        _, [report] = verify(PDFS[-1])
        due = datetime.fromisoformat(report["evidence"]["snapshot"]["next_update"].replace("Z", "+00:00"))
        for seconds, expected in [(0, (0, "valid", None)), (1, (3, "indeterminate", "status_stale"))]:
            moment = int(due.timestamp()) + seconds
            code, [report] = verify(PDFS[-1], options=("--now", moment))
            self.assertEqual((code, report["outcome"], report["reason"]), expected)

    def test_no_change_of_a_digit_of_a_code_is_ever_valid(self):
        with tempfile.TemporaryDirectory() as folder:
            image = page_image(PDFS[-1], Path(folder), 150)
            text = run(program("zbarimg", "zbar-tools"), "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", image).decode().strip()
            self.assertEqual(verify(text)[1][0]["outcome"], "valid")
            chance, changed = random.Random(2026), []
            start = text.index("#") + 1
            for place in range(start, len(text)):
                other = chance.choice([digit for digit in "0123456789" if digit != text[place]])
                changed.append(text[:place] + other + text[place + 1 :])
            code, reports = verify(*changed)
            self.assertEqual(len(reports), len(changed))
            self.assertNotIn("valid", {report["outcome"] for report in reports})
            self.assertEqual(code, 1)

    def test_without_a_root_key_nothing_is_valid(self):
        with tempfile.TemporaryDirectory() as home:
            command = [HEZHENG, "verify", "--pack", DEMO / "pack.cbor", PDFS[-1]]
            environment = {"HOME": home, "PATH": os.environ["PATH"]}
            done = subprocess.run([str(word) for word in command], capture_output=True, check=False, env=environment)
            self.assertEqual(done.returncode, 2, done.stderr.decode())

    def test_a_file_that_is_not_there_could_not_run(self):
        self.assertEqual(verify(DEMO / "no-such-file.pdf")[0], 2)

    def test_a_picture_without_a_code_could_not_run(self):
        from PIL import Image

        with tempfile.TemporaryDirectory() as folder:
            blank = Path(folder) / "blank.png"
            Image.new("RGB", (300, 200), "white").save(blank)
            code, [report] = verify(blank)
            self.assertEqual((code, report["error"]["code"]), (2, "no_code_found"))

    def test_bytes_that_are_nothing_are_malformed(self):
        with tempfile.TemporaryDirectory() as folder:
            noise = Path(folder) / "noise.bin"
            noise.write_bytes(b"certificate")
            code, [report] = verify(noise)
            self.assertEqual((code, report["reason"]), (1, "malformed"))


if __name__ == "__main__":
    unittest.main()
