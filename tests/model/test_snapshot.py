"""What follows from the release is read once, at the start if it can be."""

import pytest

from pfpgraph.model.snapshot import Snapshot
from pfpgraph.problems import Problem
from pfpgraph.query.store import EmbeddedStore, Store
from pfpgraph.settings import Settings

PAGES_NEED = ("labels", "thing_index", "history", "search_index", "terms", "counts")


class Broken(Store):
    """A store that cannot be reached."""

    def answer(self, *_):
        """Answer nothing."""
        raise Problem("busy", "The query processes are starting again.")


def test_what_pages_need_is_read_at_the_start(small_release):
    """Later nobody waits for it: the store is not asked."""
    site = Snapshot(Settings(), EmbeddedStore(small_release), small_release)
    site.read()
    site.store = Broken()
    for name in PAGES_NEED:
        assert getattr(site, name)


def test_what_cannot_be_read_at_the_start_is_read_later(small_release):
    """Query processes that are not there yet end nothing."""
    site = Snapshot(Settings(), Broken(), small_release)
    site.read()
    with pytest.raises(Problem):
        assert site.labels
    site.store = EmbeddedStore(small_release)
    assert site.labels
