"""What a request means is decided before the cache: headers that mean the same share an answer."""

from urllib.parse import quote

import pytest

from pfpgraph.formats import MARKDOWN, RDF_FORMATS, RESULT_FORMATS
from pfpgraph.http.messages import AcceptHeaders
from pfpgraph.web.negotiation import EXPANDED, variant
from pfpgraph.web.route_table import ROUTES
from tests.support.processes import ask, serving

DOCUMENT = "/doc/country/armenia"
ENGLISH_PAGE = (
    ("text/html", "en"),
    ("text/html", ""),
    ("text/html, */*;q=0.5", "en-GB"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "en-US,en;q=0.5"),
    (
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
        "en-US,en;q=0.9",
    ),
    (
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8",
        "en-GB,en;q=0.7",
    ),
    (
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
        "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
        "en-US,en;q=0.9,de;q=0.8",
    ),
    ("text/html, application/xhtml+xml, image/jxr, */*;q=0.9", "en"),
    ("text/html, application/xhtml+xml, text/*;q=0.3", "en-US"),
    ("application/xhtml+xml", "en;q=0.8, de"),
    ("application/xhtml+xml, text/html;q=0.9", "de, en"),
    ("text/html;level=1, text/turtle;q=0.5", "en, fr;q=0.9"),
    ("text/*;q=0.2, text/html", "ru, uk, en"),
    ("text/html; q=1.0, text/*; q=0.8, image/gif; q=0.6, */*; q=0.1", "pl"),
    ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "zh-CN,zh;q=0.9"),
    ("TEXT/HTML", "EN"),
    ("text/html,*/*;q=0.01", "x-klingon"),
    ("text/html, text/csv;q=0.9", "*"),
    ("text/html,application/pdf", "en-AU, en-NZ;q=0.9"),
    ("image/png, text/html;q=0.4", "sv;q=1, en;q=0.1"),
)
OTHERS = (
    ("text/html", "fr"),
    ("text/html", "fr-CA, en;q=0.5"),
    ("text/turtle", "en"),
    ("text/csv", "en"),
    ("*/*;q=0.5, application/ld+json", "en"),
)


def meant(path, accept="", language="", query=""):
    """The variant that a request means."""
    return variant(path, query, AcceptHeaders(accept, language, ""))


@pytest.mark.parametrize("path", [route.path for route in ROUTES])
def test_twenty_browsers_mean_one_variant(path):
    """At every address."""
    path = path.replace("<kind>", "country").replace("<slug>", "x").replace("<path:name>", "x")
    path = path.replace("<folder>", "data").replace("<name>", "x")
    assert len({meant(path, *headers) for headers in ENGLISH_PAGE}) == 1


def test_other_wishes_mean_others():
    """Another format or language is another variant."""
    found = {meant(DOCUMENT, *headers) for headers in (ENGLISH_PAGE[0], *OTHERS)}
    assert len(found) == 5  # both that want French want the same


def test_what_the_address_decides_no_header_does():
    """A suffix, ?format= and ?lang=; an empty one or one that is none decides nothing."""
    for query in ("format=csv", "lang=fr&format=csv", "output=csv", "format=&output=csv"):
        assert len({meant("/map", *headers, query)[0] for headers in OTHERS}) == 1
    assert len({meant("/map.csv", *headers)[0] for headers in OTHERS}) == 1
    assert {meant("/map", *headers, "lang=fr")[1] for headers in OTHERS} == {"fr"}
    assert meant("/map", "text/csv", "", "format=").format == "csv"
    assert meant("/map", "text/csv", "", "xformat=ttl").format == "csv"
    assert meant("/map", "", "fr", "lang=de&lang=en").language == "fr"
    assert meant("/ontology/0.1.0", "text/html").format == "html"


def test_queries_are_told_apart_by_what_each_form_would_be():
    """The form of a query is not known yet."""
    assert meant("/sparql", "text/csv", "", "query=x") != meant(
        "/sparql", "text/tab-separated-values"
    )
    same = [meant("/sparql", accept).format for accept in ("text/html", "text/html,*/*;q=0.1")]
    assert same[0] == same[1]


def test_expanded_json_ld_is_no_compacted_one():
    """The profile in the header tells them apart."""
    plain, expanded = "application/ld+json", f'application/ld+json;profile="{EXPANDED}"'
    assert meant(DOCUMENT, plain) != meant(DOCUMENT, expanded)
    assert meant(f"{DOCUMENT}.jsonld", plain) != meant(f"{DOCUMENT}.jsonld", expanded)


WISHES = (
    *("", "*/*", "*", "*/*;q=0", "text/html;q=0", "image/png", "nonsense", "text/*", "text/html"),
    *("application/*;q=0.3, text/csv;q=0.2", "text/turtle;q=0, */*", "application/json"),
    *(offer.media_type for offer in (*RDF_FORMATS, *RESULT_FORMATS, MARKDOWN)),
    f'application/ld+json;profile="{EXPANDED}"',
    'application/ld+json;profile="http://www.w3.org/ns/json-ld\\#expanded"',
    f'application/ld+json;charset="{EXPANDED}"',
)
QUERIES = ("ASK {}", "SELECT * {}", "CONSTRUCT {} {}")
FIXED = tuple(route.path for route in ROUTES if "<" not in route.path)
SAMPLES = (
    *FIXED,
    *("/doc/country/", "/doc.ttl/", DOCUMENT, f"{DOCUMENT}.jsonld", "/id/country/armenia"),
    *("/questions/partners-today", "/questions/partners-at-the-end-of-each-year"),
    *("/q/partners-today", "/q/partners-today.csv", "/graph/data/countries", "/map.csv"),
    *("/ontology/time", "/ontology/time.ttl", "/ontology/ttl", "/shapes/time"),
    *(f"/sparql?query={quote(query)}" for query in QUERIES),
    *("/sources/nato-pfp-signatures", f"{DOCUMENT}?graphs=named", "/map?output=csv"),
)


@pytest.mark.parametrize("address", SAMPLES)
def test_wishes_that_mean_one_variant_have_one_answer(client, real, address):
    """Whichever is kept first is given to all of them. What has its address whatever the graph
    holds is asked of the small one."""
    asked = client if address in FIXED else real
    path, _, query = address.partition("?")
    groups = {}
    for accept in WISHES:
        groups.setdefault(meant(path, accept, "", query), []).append(accept)
    assert any(len(group) > 1 for group in groups.values())
    for group in groups.values():
        answers = {}
        for accept in group if len(group) > 1 else ():
            answer = asked.get(address, headers={"Accept": accept} if accept else {})
            sent = (answer.status_code, answer.content_type, answer.headers.get("ETag"))
            answers.setdefault(sent, []).append(accept)
        lasting = [status for status, _, _ in answers if status in (200, 303)]
        assert not lasting or len(answers) == 1, answers


def test_a_suffix_stands_behind_a_dot():
    """What has the name of a format is not in it."""
    assert meant("/sources/csv", "text/html") != meant("/sources/csv", "text/turtle")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_what_is_in_no_language_is_the_same_for_all(client, route):
    """The cache keeps it once: only what names its language may differ by it."""
    path = route.path.replace("<kind>", "country").replace("<folder>", "ontology")
    for name, sample in (("<path:name>", "time"), ("<slug>", "armenia"), ("<name>", "armenia")):
        path = path.replace(name, sample)
    for offer in route.offers or (None,):
        english, french = (
            client.get(
                path,
                headers={"Accept": offer.media_type if offer else "", "Accept-Language": language},
            )
            for language in ("en", "fr")
        )
        if english.status_code in (200, 303) and "Content-Language" not in english.headers:
            assert (english.data, english.headers.get("ETag")) == (
                french.data,
                french.headers.get("ETag"),
            )
        elif english.status_code == 200:
            assert english.headers["Content-Language"] != french.headers["Content-Language"]


@pytest.fixture(scope="module")
def port(small_release, tmp_path_factory):
    """The port of a server with one web process, which has one cache."""
    with serving(small_release, tmp_path_factory.mktemp("variants"), workers=1) as (_, port, _):
        yield port


def is_kept(port, path, accept, language):
    """Whether an answer comes from the cache."""
    headers = {"Accept": accept, "Accept_Language": language}
    status, answer, _ = ask(port, path=path, **headers)
    assert status == 200
    assert answer["Vary"] == "Accept, Accept-Language, Accept-Encoding"
    return answer["Server-Timing"] == "cache;desc=hit"


def test_twenty_browsers_share_one_answer(port):
    """It is made for the first of them; those who mean another have another."""
    assert [is_kept(port, DOCUMENT, *headers) for headers in ENGLISH_PAGE] == [False] + [True] * 19
    assert [is_kept(port, DOCUMENT, *headers) for headers in OTHERS] == [
        *(False, True),  # in French, once
        *(False, False, False),
    ]
    # Statements are in no language.
    assert is_kept(port, DOCUMENT, "text/turtle", "fr")
    assert not is_kept(port, DOCUMENT, "text/csv", "fr")


def test_a_failure_is_told_to_each_in_its_way(port):
    """Though all mean the same variant of what is not there."""
    path = "/doc/country/nobody"
    for accept, kind in (("*/*", "application/problem+json"), ("text/turtle", "text/turtle")):
        status, answer, _ = ask(port, path=path, Accept=accept)
        assert (status, answer.get_content_type()) == (404, kind)
