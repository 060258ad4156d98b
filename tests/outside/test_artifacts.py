"""Every artifact, judged by a program that was not written here: openssl, python-cwt, zbar, zxing-cpp, qpdf, poppler."""

import tempfile
import unittest
from pathlib import Path

import cbor2
import zxingcpp
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cwt import COSE, COSEKey, VerifyError
from PIL import Image

from demo_files import DEMO, PDFS, attachment, digits_to_bytes, page_image, page_text, program, run


def statement_of(pdf: Path) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return attachment(pdf, Path(folder))


class KeyFiles(unittest.TestCase):
    def test_openssl_opens_every_key_file_and_finds_the_public_half_beside_it(self):
        keys = sorted(key for key in (DEMO / "keys").glob("*.pem") if not key.name.endswith(".pub.pem"))
        self.assertGreaterEqual(len(keys), 7)
        for key in keys:
            public = run(program("openssl", "openssl"), "pkey", "-in", key, "-passin", f"file:{key.with_suffix('.pass')}", "-pubout")
            self.assertEqual(public.split(), key.with_suffix(".pub.pem").read_bytes().split(), key.name)
            self.assertEqual(key.stat().st_mode & 0o777, 0o600, key.name)

    def test_a_key_file_does_not_open_with_another_passphrase(self):
        key = DEMO / "keys" / "issuer.pem"
        with self.assertRaises(AssertionError):
            run(program("openssl", "openssl"), "pkey", "-in", key, "-passin", "pass:wrong", "-noout")


class Statements(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        public = load_pem_public_key((DEMO / "keys" / "issuer.pub.pem").read_bytes())
        x = public.public_bytes_raw()
        cls.key = COSEKey.new({1: 1, -1: 6, -2: x, 3: -19})

    def verify(self, statement: bytes) -> dict:
        # python-cwt looks a key up by kid; ours is the statement's own.
        protected, _, _, _ = cbor2.loads(statement).value
        kid = cbor2.loads(protected)[4]
        key = COSEKey.new({1: 1, -1: 6, -2: self.key.to_dict()[-2], 3: -19, 2: kid})
        return cbor2.loads(COSE.new().decode(statement, keys=[key]))

    def test_python_cwt_verifies_every_statement(self):
        for pdf in PDFS:
            body = self.verify(statement_of(pdf))
            self.assertIn(body[1], page_text(pdf))

    def test_python_cwt_refuses_a_statement_with_one_bit_changed(self):
        statement = bytearray(statement_of(PDFS[0]))
        statement[-1] ^= 1
        with self.assertRaises(VerifyError):
            self.verify(bytes(statement))


class QrCodes(unittest.TestCase):
    def check(self, read):
        for pdf in PDFS:
            with tempfile.TemporaryDirectory() as folder:
                text = read(page_image(pdf, Path(folder), 150))
                prefix, digits = text.split("#")
                self.assertRegex(prefix, r"^http://127\.0\.0\.1:\d+/c$")
                in_code = cbor2.loads(digits_to_bytes(digits)).value
                in_file = cbor2.loads(attachment(pdf, Path(folder))).value
                self.assertEqual([in_code[0], in_code[2], in_code[3]], [in_file[0], in_file[2], in_file[3]])
                self.assertEqual(in_code[1], {11: in_file[1][11]})

    def test_zbar_reads_every_code_at_150_dpi(self):
        zbarimg = program("zbarimg", "zbar-tools")
        self.check(lambda image: run(zbarimg, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", image).decode().strip())

    def test_zxing_cpp_reads_every_code_at_150_dpi(self):
        def read(image: Path) -> str:
            codes = zxingcpp.read_barcodes(Image.open(image))
            self.assertEqual(len(codes), 1, f"{image}: {len(codes)} codes")
            return codes[0].text

        self.check(read)


class Pdfs(unittest.TestCase):
    def test_qpdf_finds_nothing_wrong(self):
        for pdf in PDFS:
            self.assertIn(b"No syntax or stream encoding errors found", run(program("qpdf", "qpdf"), "--check", pdf))

    def test_pdftotext_reads_every_signed_field(self):
        for pdf in PDFS:
            text = page_text(pdf)
            body = cbor2.loads(cbor2.loads(statement_of(pdf)).value[2])
            for key in (1, 3, 7):
                if key in body:
                    self.assertIn("".join(body[key].split()), text, pdf.name)
            self.assertIn(body[2][1], text)
            self.assertIn(pdf.name[:20], text)
            self.assertIn("培训合格证书", text)

    def test_one_file_is_embedded_and_it_is_the_statement(self):
        for pdf in PDFS:
            listed = run(program("pdfdetach", "poppler-utils"), "-list", pdf).decode()
            self.assertTrue(listed.startswith("1 embedded files"), listed)
            self.assertIn("certificate.cose", listed)


if __name__ == "__main__":
    unittest.main()
