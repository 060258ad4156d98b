"""The finished pages of every built-in template, judged by programs not written here: qpdf, pdf_oxide, pdfua, poppler, pypdf."""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import pikepdf
from pdf_oxide import PdfDocument
from pypdf import PdfReader

from demo_files import program, run

SAMPLES = os.environ["HEZHENG_SAMPLES"]
# Characters that need no space beside them, as docs/FORMAT.md section 9 has them.
WIDE = re.compile("[\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U0001f200-\U0001f2ff\U00020000-\U0003ffff]")


def joined(text: str) -> str:
    """Lines put together: a line end is a space between two characters that both need one, else nothing."""
    whole = ""
    for line in filter(None, (line.strip(" ") for line in re.split("[\n\r\f]", text))):
        spaced = whole and not WIDE.match(whole[-1]) and not WIDE.match(line[0])
        whole += (" " if spaced else "") + line
    return whole


def without_spaces_beside_wide(text: str) -> str:
    """pypdf takes the end of a line for a space where the next line is near, so such spaces say nothing."""
    return re.sub(f"(?<={WIDE.pattern}) | (?={WIDE.pattern})", "", text)


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        run(SAMPLES, cls.folder.name)
        cls.pdfs = sorted(Path(cls.folder.name).glob("*/*.pdf"))

    def test_there_are_pages_of_more_than_one_template(self):
        self.assertGreaterEqual(len({pdf.parent for pdf in self.pdfs}), 2)
        self.assertGreaterEqual(len(self.pdfs), 20)

    def test_qpdf_finds_nothing_wrong(self):
        for pdf in self.pdfs:
            self.assertIn(b"No syntax or stream encoding errors found", run(program("qpdf", "qpdf"), "--check", pdf))

    def test_a_checker_of_pdf_a_3a_finds_nothing(self):
        for pdf in self.pdfs:
            found = PdfDocument(str(pdf)).validate_pdf_a("3a")
            self.assertEqual((found["valid"], found["errors"]), (True, []), pdf)

    def test_the_same_checker_finds_what_is_taken_away(self):
        def no_fonts(pdf):
            for entry in pdf.objects:
                if isinstance(entry, pikepdf.Dictionary) and str(entry.get("/Type", "")) == "/FontDescriptor":
                    del entry["/FontFile2"]

        def no_relationship(pdf):
            for file in pdf.Root.AF:
                del file.AFRelationship

        def a_script(pdf):
            pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pikepdf.String("app.alert(1)"))

        def without(entry):
            return lambda pdf: pdf.Root.__delitem__(entry)

        for code, spoil in [("XMP-001", without("/Metadata")), ("STRUCT-001", without("/StructTreeRoot")), ("STRUCT-003", without("/Lang")),
                            ("FONT-001", no_fonts), ("FILE-001", no_relationship), ("CONTENT-002", a_script)]:
            spoilt = Path(self.folder.name) / "spoilt.pdf"
            with pikepdf.open(self.pdfs[0]) as pdf:
                spoil(pdf)
                pdf.save(spoilt)
            found = PdfDocument(str(spoilt)).validate_pdf_a("3a")
            self.assertFalse(found["valid"], code)
            self.assertTrue(all(f"[{code}]" in error for error in found["errors"]), found["errors"])

    def test_a_checker_of_pdf_ua_finds_nothing(self):
        checker = [sys.executable, "-m", "pdfua", "check"]
        checked = subprocess.run([*checker, *self.pdfs], capture_output=True, text=True, check=False)
        self.assertEqual(checked.returncode, 0, checked.stdout)
        self.assertEqual(checked.stdout.count("result: PASS (no findings)"), len(self.pdfs), checked.stdout)

    def test_the_same_checker_finds_a_page_without_language_and_title(self):
        spoilt = Path(self.folder.name) / "spoilt.pdf"
        with pikepdf.open(self.pdfs[0]) as pdf:
            del pdf.Root.Lang, pdf.Root.ViewerPreferences
            pdf.save(spoilt)
        checked = subprocess.run([sys.executable, "-m", "pdfua", "check", spoilt], capture_output=True, check=False)
        self.assertEqual(checked.returncode, 3, checked.stdout)

    def test_poppler_reads_every_field_exactly_and_pypdf_all_but_spaces(self):
        for pdf in self.pdfs:
            fields = pdf.with_suffix(".fields").read_text().splitlines()
            self.assertGreaterEqual(len(fields), 11)
            by_poppler = run(program("pdftotext", "poppler-utils"), "-enc", "UTF-8", pdf, "-").decode()
            by_pypdf = without_spaces_beside_wide(joined(PdfReader(pdf).pages[0].extract_text()))
            for field in fields:
                self.assertIn(field, joined(by_poppler), f"{pdf.parent.name}/{pdf.name}")
                self.assertIn(without_spaces_beside_wide(field), by_pypdf, f"{pdf.parent.name}/{pdf.name}")

    def test_what_pdf_a_3_asks_for_is_there(self):
        """ISO 19005-3, as far as an object at a time can show it: the checker above looks at less (docs/TEMPLATES.md)."""
        for pdf_path in self.pdfs:
            with pikepdf.open(pdf_path) as pdf:
                root = pdf.Root
                metadata = bytes(root.Metadata.read_bytes()).decode()
                self.assertNotIn("/Filter", root.Metadata)
                self.assertRegex(metadata, r"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>")
                self.assertEqual((str(root.Lang), bool(root.MarkInfo.Marked)), ("zh-CN", True))
                self.assertIn("/ID", pdf.trailer)
                self.assertNotIn("/Encrypt", pdf.trailer)
                intents = list(root.OutputIntents)
                self.assertEqual([str(intent.S) for intent in intents], ["/GTS_PDFA1"])
                self.assertEqual(bytes(intents[0].DestOutputProfile.read_bytes())[36:40], b"acsp")
                self.assertEqual([str(file.AFRelationship) for file in root.AF], ["/Data"])
                for forbidden in ("/OpenAction", "/AA", "/AcroForm", "/Perms", "/Requirements"):
                    self.assertNotIn(forbidden, root)
                fonts = 0
                for entry in pdf.objects:
                    if not isinstance(entry, (pikepdf.Dictionary, pikepdf.Stream)):
                        continue
                    kind = str(entry.get("/Type", ""))
                    self.assertNotIn(str(entry.get("/S", "")), ("/JavaScript", "/Launch", "/URI", "/GoToR"))
                    self.assertNotIn("LZW", str(entry.get("/Filter", "")))
                    if kind == "/FontDescriptor":
                        fonts += 1
                        self.assertTrue("/FontFile2" in entry or "/FontFile3" in entry)
                    if kind == "/Font" and str(entry.Subtype) == "/Type0":
                        self.assertEqual(str(entry.Encoding), "/Identity-H")
                        self.assertIn("/ToUnicode", entry)
                self.assertGreaterEqual(fonts, 1, pdf_path.name)


if __name__ == "__main__":
    unittest.main()
