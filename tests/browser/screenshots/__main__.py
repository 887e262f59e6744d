# /// script
# dependencies = ["pillow", "playwright"]
# ///
"""Makes the README's pictures anew: `python tests/browser/screenshots http://127.0.0.1:8000/`."""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PAGES = {"front": ("", 1080), "country": ("doc/country/north-macedonia?on=1995-11-20", 1000)}


def main(address: str) -> None:
    """Write a picture of each page beside this file, in 256 colours."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, (path, height) in PAGES.items():
            window = {"width": 1200, "height": height}
            page = browser.new_page(locale="en-GB", viewport=window, color_scheme="light")
            page.goto(address + path)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(256)
            picture.save(Path(__file__).with_name(f"{name}.png"), optimize=True)


main(sys.argv[1])
