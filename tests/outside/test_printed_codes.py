"""The QR code as paper, scanners and phones leave it, read by zbar and zxing-cpp, neither written here.

The page is the fullest that format.md allows, with the code of the longest statement that a school issues: the smallest
modules there are. `docs/QR.md` keeps the table that this prints.
"""

import hashlib
import io
import os
import random
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import cbor2
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image, ImageChops, ImageFilter

from demo_files import program, run

SAMPLES = os.environ["HEZHENG_SAMPLES"]
SEED = 2026
MM_PER_INCH = 25.4


def longest_code() -> str:
    """The text of the code of a registered statement with every field at its longest but for rare characters, written
    from the format's page alone and signed by nobody's keys."""
    school, bureau = (Ed25519PrivateKey.from_private_bytes(hashlib.sha256(who).digest()) for who in (b"school", b"bureau"))
    days = lambda *ymd: (date(*ymd) - date(1970, 1, 1)).days
    body = {
        1: "欧阳司马上官诸葛" * 6 + "欧阳",
        2: [1, "0003"],
        3: "工业机器人系统操作与维护" * 5,
        4: [days(2026, 9, 21), days(2026, 10, 16)],
        5: days(2026, 10, 25),
        6: 120,
        7: "6-29-03-07",
        8: 5,
        9: "石人社培备〔2026〕第0132号",
        10: hashlib.sha256(b"a portrait").digest(),
    }
    kid = hashlib.sha256(b"kid").digest()[:8]
    headers = {1: -19, 4: kid, 15: {1: "521301004JURQ283FE", 2: "13010020260001000123"}, 16: 65001}
    protected, payload = (cbor2.dumps(part, canonical=True) for part in (headers, body))
    signature = school.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    registered = cbor2.dumps({1: -19, 4: kid, 15: {6: 1792893600, -65537: 8_000_000}}, canonical=True)
    by_bureau = bureau.sign(cbor2.dumps(["CounterSignatureV2", protected, registered, b"", payload, [signature]]))
    unprotected = {11: [registered, {}, by_bureau]}
    statement = cbor2.dumps(cbor2.CBORTag(18, [protected, unprotected, payload, signature]))
    widths = {7: 17, 6: 15, 5: 13, 4: 10, 3: 8, 2: 5, 1: 3}
    groups = [statement[at : at + 7] for at in range(0, len(statement), 7)]
    digits = "".join(f"{int.from_bytes(group):0{widths[len(group)]}}" for group in groups)
    return f"https://zs.example.cn/c#{digits}"


def blurred(image: Image.Image, dpi: int) -> Image.Image:
    """Out of focus by a tenth of a millimetre, a quarter of a module."""
    return image.filter(ImageFilter.GaussianBlur(0.1 / MM_PER_INCH * dpi))


def rotated(image: Image.Image, _: int) -> Image.Image:
    return image.rotate(10, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def in_perspective(image: Image.Image, _: int) -> Image.Image:
    """Seen from the side: one edge is a seventh shorter than the other."""
    width, height = image.size
    seen = [(0.06 * width, 0.07 * height), (0.97 * width, 0), (width, height), (0, 0.93 * height)]
    paper = [(0, 0), (width, 0), (width, height), (0, height)]
    coefficients = projection(seen, paper)
    return image.transform(image.size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC, fillcolor=255)


def as_jpeg(image: Image.Image, _: int) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=40)
    return Image.open(io.BytesIO(file.getvalue())).convert("L")


def in_low_contrast(image: Image.Image, _: int) -> Image.Image:
    return image.point([round(128 + (grey - 128) * 0.7) for grey in range(256)])


def unevenly_lit(image: Image.Image, _: int) -> Image.Image:
    corners = Image.frombytes("L", (2, 2), bytes([255, 215, 225, 160]))
    return ImageChops.multiply(image, corners.resize(image.size, Image.Resampling.BILINEAR))


def noisy(image: Image.Image, _: int) -> Image.Image:
    chance, side = random.Random(SEED), 256
    grain = bytes(min(255, max(0, round(chance.gauss(128, 8)))) for _ in range(side * side))
    tile, noise = Image.frombytes("L", (side, side), grain), Image.new("L", image.size)
    for x in range(0, image.width, side):
        for y in range(0, image.height, side):
            noise.paste(tile, (x, y))
    return ImageChops.add(image, noise, 1, -128)


def photographed(image: Image.Image, dpi: int) -> Image.Image:
    """All of it at once, in bad light."""
    for worsen in (rotated, in_perspective, blurred, unevenly_lit, noisy, in_low_contrast, as_jpeg):
        image = worsen(image, dpi)
    return image


def projection(source: list, target: list) -> list[float]:
    """The eight numbers of the projection that takes each point of source to its target, by Gaussian elimination."""
    rows = []
    for (x, y), (u, v) in zip(source, target):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for at in range(8):
        pivot = max(range(at, 8), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for other in range(8):
            if other != at:
                rows[other] = [a - rows[other][at] * b for a, b in zip(rows[other], rows[at])]
    return [row[8] for row in rows]


def zbar(image: Image.Image) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.pgm"
        image.save(file)
        zbarimg = [program("zbarimg", "zbar-tools"), "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"]
        try:
            return run(*zbarimg, file).decode().strip()
        except AssertionError:
            # It ends with an error where it found nothing.
            return ""


def zxing(image: Image.Image) -> str:
    return "".join(code.text for code in zxingcpp.read_barcodes(image))


DISTORTIONS = {
    "none (the whole page)": None,
    "blur": blurred,
    "rotation by 10°": rotated,
    "perspective": in_perspective,
    "JPEG quality 40": as_jpeg,
    "30 % less contrast": in_low_contrast,
    "a bad photograph": photographed,
}
RESOLUTIONS = (150, 200, 300)
DECODERS = {"zbar": zbar, "zxing-cpp": zxing}
# At 150 dpi a module has 2.5 dots, of which rotation, perspective and blur together leave zbar too few. A phone that is near
# enough to fill its picture with the code takes it at 300 dpi or more, and every one read here.
MAY_FAIL = {("a bad photograph", 150, "zbar")}


class PrintedCodes(unittest.TestCase):
    def test_the_code_is_read_from_bad_pictures_of_the_page(self):
        text = longest_code()
        with tempfile.TemporaryDirectory() as folder:
            run(SAMPLES, folder, text)
            pages = {pdf.parent.name: pdf for pdf in sorted(Path(folder).glob("*/*.pdf"))}
            self.assertGreaterEqual(len(pages), 2)
            pictures = {(name, dpi): self.picture(pdf, dpi) for name, pdf in pages.items() for dpi in RESOLUTIONS}
        cases = [(distortion, dpi) for distortion in DISTORTIONS for dpi in RESOLUTIONS]

        def read(case):
            distortion, dpi = case
            seen = {name: self.distorted(pictures[name, dpi], distortion, dpi) for name in pages}
            return {(decoder, name): decode(seen[name]) == text for decoder, decode in DECODERS.items() for name in pages}

        with ThreadPoolExecutor(os.cpu_count()) as workers:
            results = dict(zip(cases, workers.map(read, cases)))
        print(table(results, list(pages), text))
        failed = [
            (*case, decoder, name)
            for case, cells in results.items()
            for (decoder, name), was_read in cells.items()
            if not was_read and (*case, decoder) not in MAY_FAIL
        ]
        self.assertEqual(failed, [])

    def picture(self, pdf: Path, dpi: int) -> Image.Image:
        run(program("pdftoppm", "poppler-utils"), "-r", str(dpi), "-gray", "-singlefile", pdf, pdf.with_suffix(""))
        with Image.open(pdf.with_suffix(".pgm")) as image:
            return image.convert("L")

    def distorted(self, page: Image.Image, distortion: str, dpi: int) -> Image.Image:
        worsen = DISTORTIONS[distortion]
        if worsen is None:
            return page
        # What a person points a phone at: the lower left part, in which the code is.
        part = page.crop((0, round(page.height * 0.5), round(page.width * 0.5), page.height))
        return worsen(part, dpi)

    def test_a_code_that_is_not_there_is_not_read(self):
        blank = Image.new("L", (800, 600), 255)
        self.assertEqual([decode(blank) for decode in DECODERS.values()], ["", ""])


def table(results: dict, names: list[str], text: str) -> str:
    """The success table as docs/QR.md has it."""
    columns = [(decoder, name) for decoder in DECODERS for name in names]
    lines = [
        f"\n{len(text)} characters in the code",
        "| picture | dpi | " + " | ".join(f"{decoder}, {name}" for decoder, name in columns) + " |",
        "|---|---|" + "---|" * len(columns),
    ]
    for (distortion, dpi), cells in results.items():
        marks = ["read" if cells[column] else "not read" for column in columns]
        lines.append(f"| {distortion} | {dpi} | " + " | ".join(marks) + " |")
    read, all_cells = (sum(map(count, results.values())) for count in (lambda cells: sum(cells.values()), len))
    return "\n".join([*lines, f"\n{read} of {all_cells} read"])


if __name__ == "__main__":
    unittest.main()
