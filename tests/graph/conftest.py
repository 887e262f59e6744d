"""A tiny graph in a folder of its own, which a test may change."""

import shutil
from pathlib import Path

import pytest

from pfpgraph.settings import Settings

TINY = Path(__file__).parent / "tiny"


@pytest.fixture
def tiny(tmp_path):
    """A copy of the tiny graph, to be changed at will."""
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


@pytest.fixture
def tiny_settings(tiny, tmp_path):
    """Settings that name the copy and a build folder beside it."""
    return Settings(data=str(tiny), out=str(tmp_path / "build"))


@pytest.fixture
def countries(tiny):
    """The file of countries in the copy."""
    return tiny / "data" / "countries.ttl"
