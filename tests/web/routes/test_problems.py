"""Problems as answers: one shape in every form, and never a trace."""

import json
import re

import pytest
from pyoxigraph import RdfFormat, parse

from pfpgraph.problems import PROBLEMS, Problem
from pfpgraph.settings import Settings
from pfpgraph.web import create_app

PRODUCERS = {
    "not-found": ("/doc/country/nobody", {}),
    "format": ("/doc/country/armenia?format=docx", {}),
    "request": ("/doc/country/?page=x", {}),
    "syntax": ("/sparql?query=SELECT%20*", {}),
    "update": ("/sparql?update=CLEAR", {}),
    "method": ("/health", {"method": "PUT"}),
}


@pytest.mark.parametrize("slug", PRODUCERS)
def test_a_problem_has_the_members_of_its_standard(client, slug):
    """RFC 9457: type, title, status, detail, instance; the status is that of the answer."""
    path, options = PRODUCERS[slug]
    answer = client.open(path, **options)
    problem = json.loads(answer.data)
    assert answer.content_type == "application/problem+json"
    assert problem["type"].endswith(f"problems#{slug}")
    assert problem["status"] == answer.status_code == PROBLEMS[slug].status
    assert problem["title"] == PROBLEMS[slug].title("en")
    assert problem["detail"] and problem["instance"] == path.partition("?")[0]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/html", "text/html; charset=utf-8"),
        ("application/json", "application/problem+json"),
        ("application/sparql-results+json", "application/problem+json"),
        ("application/sparql-results+xml", "text/plain; charset=utf-8"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("image/png", "text/plain; charset=utf-8"),
        ("*/*", "application/problem+json"),
    ],
)
def test_a_problem_comes_in_the_form_asked_for(client, accept, expected):
    """Page, JSON, text or RDF."""
    answer = client.get("/id/country/nobody", headers={"Accept": accept})
    assert (answer.status_code, answer.content_type) == (404, expected)


def test_a_problem_in_rdf_says_nothing_of_the_thing(client):
    """Its statements are about itself."""
    answer = client.get("/id/country/nobody", headers={"Accept": "text/turtle"})
    quads = list(parse(answer.data, format=RdfFormat.TURTLE))
    assert len(quads) == 5
    assert not any("nobody" in str(quad.subject) for quad in quads)


def test_a_problem_in_french(client):
    """The title of a page follows the reader."""
    page = client.get("/nothing?lang=fr", headers={"Accept": "text/html"})
    assert "<h1>Introuvable</h1>" in page.text and '<html lang="fr">' in page.text


FRENCH = {
    "400": ("/doc/country/?page=x", "page doit être un nombre entier à partir de 1"),
    "403": ("/sparql?update=CLEAR", "Ce graphe est en lecture seule"),
    "404": ("/doc/country/nobody", "Le graphe ne connaît rien sous le nom country/nobody."),
    "406": ("/doc/country/armenia?format=docx", "Il n’y a pas de docx. Formats disponibles"),
    "404 version": ("/ontology/0.0.1", "La version 0.0.1 n’est pas conservée ici"),
}


@pytest.mark.parametrize(("path", "words"), FRENCH.values(), ids=FRENCH)
def test_the_page_of_a_problem_speaks_french(client, path, words):
    """Title, sentence and advice; the same in JSON, which says its language."""
    path += "&lang=fr" if "?" in path else "?lang=fr"
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code >= 400 and page.headers["Content-Language"] == "fr"
    lead = page.text.split('<p class="lead">')[1].split("</p>")[0]
    assert words in lead and 'lang="en"' not in lead
    answer = client.get(path)
    assert words in answer.json["detail"] and answer.headers["Content-Language"] == "fr"


RAISED = {
    413: Problem("too-long", "long-body", limit=64, unit="KiB"),
    422: Problem("too-large", "large", limit=0.5, unit="MiB"),
    429: Problem("too-many", "too-many", limit=60, retry_after=3),
    500: Problem("engine", "engine-died", cause="SIGSEGV"),
    503: Problem("time", "late", limit=2.5, unit="seconds"),
    408: Problem("slow", "slow", limit=10.0, unit="seconds"),
}
SAID = {
    413: "Ce qui a été envoyé dépasse 64 Kio\u202f;",
    422: "Le résultat dépasse 0,5 Mio\u202f;",
    429: "Un client peut faire ici 60 requêtes par minute\u202f;",
    500: "La requête a mis fin au processus qui l’exécutait (SIGSEGV).",
    503: "La requête a été arrêtée après 2,5 secondes",
    408: "La requête n’est pas arrivée entière en 10 secondes.",
}


@pytest.mark.parametrize("status", RAISED)
def test_a_limit_is_told_in_french(small_app, status):
    """What no request to the small graph meets."""
    from pfpgraph.web.routes.problems import render

    with small_app.test_request_context("/?lang=fr", headers={"Accept": "text/html"}):
        answer = render(RAISED[status])
        assert answer.status_code == status
        assert f'<p class="lead">{SAID[status]}' in answer.get_data(as_text=True)


def test_the_engine_keeps_its_language(client):
    """Where the fault is, is told in French; what the engine says of it is marked as English."""
    answer = client.get(
        "/sparql",
        query_string={"query": "SELECT * { ?s <b c> 1 }", "lang": "fr"},
        headers={"Accept": "text/html"},
    )
    assert re.search(r'Ligne 1, colonne \d+\xa0: <span lang="en">\w+', answer.text)


def test_what_a_client_sent_is_no_markup(client):
    """It is escaped within the sentence too."""
    page = client.get("/doc/country/?page=<b>x</b>&lang=fr", headers={"Accept": "text/html"})
    assert "«\xa0&lt;b&gt;x&lt;/b&gt;\xa0»" in page.text


def test_a_wrong_query_is_shown_again(client):
    """The page of a 400 has the query in a form, escaped."""
    page = client.get(
        "/sparql",
        query_string={"query": "SELECT </textarea><script>"},
        headers={"Accept": "text/html"},
    )
    assert page.status_code == 400
    assert "SELECT &lt;/textarea&gt;&lt;script&gt;" in page.text


def test_what_is_missing_is_searched_for(client):
    """The page of a 404 has the words of the address in a search box, and what may be meant."""
    page = client.get("/doc/country/armenja", headers={"Accept": "text/html"})
    assert page.status_code == 404 and 'name="q" value="armenja"' in page.text
    near = page.text.split("Perhaps you mean")[1]
    assert '<a href="/doc/country/armenia"><bdi>Armenia</bdi></a>' in near
    assert "noindex" in page.text and 'rel="canonical"' not in page.text


def test_the_formats_there_are_are_links(client):
    """The page of a 406 leads to each format by its name."""
    page = client.get("/doc/country/armenia?format=docx&lang=fr", headers={"Accept": "text/html"})
    assert page.status_code == 406
    assert 'format=ttl" type="text/turtle">Turtle</a>' in page.text


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("SELECT * {\n ?s ?p }", "<span> ?s ?p <mark>}</mark></span>"),
        ("SELECT ?x {\n ?x a ?y", "<span> ?x a <mark>?y</mark></span>"),
    ],
)
def test_the_place_of_a_fault_is_marked(client, query, line):
    """The page of a 400 shows the line and the word."""
    page = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/html"})
    assert page.status_code == 400 and line in page.text


def test_a_busy_service_says_when_to_come_back(small_app):
    """What to do, and the seconds of Retry-After in words."""
    from pfpgraph.web.routes.problems import render

    with small_app.test_request_context("/?lang=fr", headers={"Accept": "text/html"}):
        page = render(Problem("busy", "many-wait", retry_after=2)).get_data(as_text=True)
        assert "Réessayez dans 2 secondes." in page
        assert '<p class="lead">Trop de requêtes attendent\u202f; réessayez bientôt.</p>' in page


class Broken:
    """A store with a fault in it."""

    def __getattr__(self, name):
        """Fail whatever is asked."""
        raise ZeroDivisionError("secret")


@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/turtle"])
def test_a_fault_of_ours_is_told_without_a_trace(small_release, accept, caplog):
    """500, logged with its trace, nothing of it in the answer."""
    app = create_app(Settings(), Broken(), small_release)
    answer = app.test_client().get("/id/country/armenia", headers={"Accept": accept})
    assert answer.status_code == 500
    assert "secret" not in answer.text and "Traceback" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_members_become_headers(small_app):
    """Retry-After is sent only where a problem names it."""
    with small_app.test_request_context("/"):
        from pfpgraph.web.routes.problems import render

        assert render(Problem("busy", "Full.", retry_after=1)).headers["Retry-After"] == "1"
        assert "Retry-After" not in render(Problem("time", "Too long.")).headers


def test_every_problem_has_a_place_on_its_page(client):
    """The addresses in type lead somewhere."""
    page = client.get("/problems").text
    for row in PROBLEMS.values():
        assert (f'id="{row.slug}"' in page) == (row.exit != 1)


@pytest.mark.parametrize("suffix", ["docx", "%0d%0aX-Injected:%20yes", "%C3%A9", "%3Fformat=ttl"])
@pytest.mark.parametrize("path", ["/doc/country/armenia", "/ontology", "/graph/data/countries"])
def test_a_suffix_of_no_format_leads_to_those_there_are(client, path, suffix):
    """Whatever it is made of; each address that is offered answers."""
    answer = client.get(f"{path}.{suffix}")
    assert (answer.status_code, "X-Injected" in answer.headers) == (404, False)
    for offer in json.loads(answer.data)["formats"]:
        assert client.get(offer["url"]).content_type.startswith(offer["type"])
