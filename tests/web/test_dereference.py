"""Every name that the graph gives is an address that answers."""

import re

from pfpgraph.iris import PUBLIC_BASE

NAME = re.compile(rf"<({re.escape(PUBLIC_BASE)}[^>#]*)")


def test_every_iri_of_ours_answers(real, release):
    """Whatever the graph names under its base gives 200, or 303 to the document about it; what it
    withdrew 301 to another thing, or 410."""
    names = set(NAME.findall(release.dump.read_text(encoding="utf-8")))
    paths = {f"/{name.removeprefix(PUBLIC_BASE)}" for name in names}
    statuses = {path: real.head(path).status_code for path in paths}

    assert len(paths) > 3000
    site = real.application.extensions["pfpgraph"]
    withdrawn = {f"/{iri.removeprefix(PUBLIC_BASE)}": one for iri, one in site.withdrawn.items()}
    for path, one in withdrawn.items():
        assert statuses.pop(path) == (301 if one.replacement else 410), path
    assert {path: status for path, status in statuses.items() if status not in (200, 303)} == {}
    assert all((status == 303) == path.startswith("/id/") for path, status in statuses.items())
