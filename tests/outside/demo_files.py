"""What the demo left, and the programs of others that look at it."""

import os
import shutil
import subprocess
from pathlib import Path

DEMO = Path(os.environ["HEZHENG_DEMO"])
REVOKED = (DEMO / "revoked.txt").read_text().strip()
PDFS = sorted((DEMO / "certificates").glob("*.pdf"))


def program(name: str, package: str) -> str:
    """The path of a program; a test that needs one it cannot find fails and names the Debian package."""
    path = shutil.which(name)
    if path is None:
        raise AssertionError(f"{name} is missing: apt-get install {package}")
    return path


def run(*arguments: str | Path) -> bytes:
    """What a command prints; it must exit 0."""
    done = subprocess.run([str(argument) for argument in arguments], capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{arguments[0]} exited {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def attachment(pdf: Path, folder: Path) -> bytes:
    """The one file embedded in a PDF, taken out by poppler."""
    target = folder / "attachment"
    run(program("pdfdetach", "poppler-utils"), "-save", "1", "-o", target, pdf)
    return target.read_bytes()


def page_image(pdf: Path, folder: Path, dpi: int) -> Path:
    """The first page as a picture, made by poppler."""
    run(program("pdftoppm", "poppler-utils"), "-r", str(dpi), "-png", "-singlefile", pdf, folder / "page")
    return folder / "page.png"


def page_text(pdf: Path) -> str:
    """The page's text, as poppler reads it, without the line ends."""
    text = run(program("pdftotext", "poppler-utils"), "-raw", "-enc", "UTF-8", pdf, "-").decode()
    return "".join(text.split())


def digits_to_bytes(digits: str) -> bytes:
    """The bytes in a QR code's fragment: groups of 17 digits are 7 bytes. Written here from the format's page alone."""
    short = {15: 6, 13: 5, 10: 4, 8: 3, 5: 2, 3: 1}
    groups = [digits[at : at + 17] for at in range(0, len(digits), 17)]
    return b"".join(int(group).to_bytes(short.get(len(group), 7), "big") for group in groups)
