"""What a release has named keeps its address: no IRI of a thing is ever lost."""

import pytest

from pfpgraph.resources import ROOT

RELEASED = sorted((ROOT / "data/released").glob("*.txt"))
MALTA = "/suspension/malta-1996-partnership-for-peace"


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.stem)
def test_the_things_of_a_release_are_listed(path, release):
    """All of them: the build has seen that each is described, or said to be withdrawn."""
    assert len(set(path.read_text(encoding="utf-8").split())) > 3000
    assert release.folder.exists()


def test_what_replaces_a_withdrawn_thing_is_described(real):
    """A replacement is there, and not itself withdrawn."""
    site = real.application.extensions["pfpgraph"]
    found = [one.replacement for one in site.withdrawn.values() if one.replacement]
    assert found and all(site.has(iri) and iri not in site.withdrawn for iri in found)


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/id/name/{}?lang=fr", "/id/name/{}?lang=fr"),
        ("/doc/name/{}", "/doc/name/{}"),
        ("/doc/name/{}.ttl?on=1999-01-01", "/doc/name/{}.ttl?on=1999-01-01"),
        ("/doc/name/{}.%0D%0AX-A:%20b", "/doc/name/{}.%0D%0AX-A%3A%20b"),
        ("/doc/name/{}.ttl%3Fon=1999", "/doc/name/{}.ttl%3Fon%3D1999"),
    ],
)
def test_a_replaced_thing_leads_to_what_replaces_it(real, path, location):
    """Its addresses answer 301, in the same form and with the same query string."""
    name = "federal-republic-of-yugoslavia"
    answer = real.get(path.format(f"yugoslavia-{name}"))
    assert answer.status_code == 301
    assert answer.headers["Location"] == location.format(f"{name}-{name}")


@pytest.mark.parametrize("path", ["/id" + MALTA, "/doc" + MALTA, f"/doc{MALTA}.jsonld"])
@pytest.mark.parametrize(("language", "word"), [("en", "overruled"), ("fr", "écartée")])
def test_a_withdrawn_thing_is_gone(real, path, language, word):
    """What nothing replaces answers 410 and says why, in the language of the reader."""
    answer = real.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 410
    assert word in answer.json["detail"]
    assert "participation:" not in answer.json["detail"]
    page = real.get(path, headers={"Accept-Language": language, "Accept": "text/html"}).text
    assert word in page and 'lang="en"' not in page.partition("<h1>")[2].partition("</p>")[0]
