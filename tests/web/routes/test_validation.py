"""Validation of submitted RDF: what may be sent and how, what comes back, and what is refused."""

import gzip
import html
import io
import json
import sys

import pytest
from rdflib import RDF, SH, Graph

from pfpgraph.graph import report_formats, validation_process
from pfpgraph.iris import PUBLIC_BASE
from pfpgraph.settings import Settings
from pfpgraph.web import create_app
from pfpgraph.web.routes import validation

SHAPES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
<urn:S> a sh:NodeShape ; sh:targetSubjectsOf <urn:p> ;
    sh:property [ sh:path <urn:p> ; sh:minLength 2 ; sh:message "It is <b>long</b>."@en ] .
"""
DATA = {
    "ttl": ("text/turtle", '<urn:a> <urn:p> "1" .'),
    "jsonld": ("application/ld+json", '{"@id": "urn:a", "urn:p": "1"}'),
    "nt": ("application/n-triples", '<urn:a> <urn:p> "1" .'),
    "nq": ("application/n-quads", '<urn:a> <urn:p> "1" <urn:g> .'),
    "trig": ("application/trig", '<urn:g> { <urn:a> <urn:p> "1" }'),
    "rdf": (
        "application/rdf+xml",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
        '<rdf:Description rdf:about="urn:a"><u:p>1</u:p></rdf:Description></rdf:RDF>',
    ),
}
COUNTRY = f"<urn:x> a <{PUBLIC_BASE}ontology#Country> ."


def upload(text, name="mine.ttl"):
    """A file of a form."""
    return io.BytesIO(text.encode()), name


def posted(client, fmt="json", **parts):
    """The answer to a form."""
    kind = "multipart/form-data"
    answer = client.post(f"/validate?format={fmt}", data=parts, content_type=kind)
    answer.request.environ["wsgi.input"].close()  # a file where the form is large
    return answer


def found(answer):
    """Record, file and line of each fault of an answer in JSON."""
    assert answer.status_code == 200, answer.text
    return [(fault["record"], fault["file"], fault["line"]) for fault in answer.json["faults"]]


def problem(answer):
    """Status and name of a problem."""
    return answer.status_code, answer.json["type"].rpartition("#")[2]


@pytest.mark.parametrize("name", DATA)
def test_every_format_may_be_uploaded(client, name):
    """The suffix says which it is."""
    data = upload(DATA[name][1], f"folder/mine.{name}")
    faults = found(posted(client, data=data, shapes=upload(SHAPES)))
    assert faults == [("urn:a", f"mine.{name}", None if name == "jsonld" else 1)]


@pytest.mark.parametrize("name", DATA)
def test_every_format_may_be_pasted(client, name):
    """The form says which it is; the shapes may be pasted too."""
    pasted = {"data": DATA[name][1], "type": name}
    shapes = upload(SHAPES)
    assert found(posted(client, **pasted, shapes=shapes))[0][0] == "urn:a"


def test_empty_parts_are_not_there(client):
    """A browser sends them all."""
    none = (io.BytesIO(), "")
    parts = {"data": [none, upload(DATA["ttl"][1])], "shapes": [upload(SHAPES), none]}
    assert found(posted(client, **parts)) == [("urn:a", "mine.ttl", 1)]


@pytest.mark.parametrize("name", DATA)
def test_mark_of_byte_order_is_no_part_of_the_text(client, name):
    """Editors write one."""
    data = upload(f"\ufeff{DATA[name][1]}", f"mine.{name}")
    assert found(posted(client, data=data, shapes=upload(SHAPES)))[0][0] == "urn:a"


def test_files_of_one_name_are_two_files(client):
    """Nothing is lost, and blank nodes of the same label are not one."""
    data = [upload('_:b <urn:p> "1" .'), upload('\n_:b <urn:p> "2" .')]
    shapes = SHAPES.replace("sh:minLength 2", "sh:minLength 2 ; sh:maxCount 1")
    answer = posted(client, data=data, shapes=upload(shapes))
    assert found(answer) == [("", "mine.ttl", 1), ("", "mine.ttl", 2)]
    assert [fault["value"] for fault in answer.json["faults"]] == ['"1"', '"2"']


@pytest.mark.parametrize("name", ["ttl", "jsonld"])
def test_body_is_checked_beside_the_graph(real, name):
    """Against our shapes, and its own subjects alone are told of."""
    media_type, _ = DATA[name]
    text = (
        COUNTRY if name == "ttl" else f'{{"@id":"urn:x","@type":"{PUBLIC_BASE}ontology#Country"}}'
    )
    answer = real.post(
        "/validate?format=json", data=text, content_type=f"{media_type};charset=utf-8"
    )
    assert {record for record, _, _ in found(answer)} == {"urn:x"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["checked"] is True and answer.json["conforms"] is False


def test_the_data_itself_conforms_beside_itself(real, release):
    """What the build has passed is passed here: the statements of one of our files, once more."""
    text = (release.folder / "sources/data/frameworks.ttl").read_text("utf-8")
    answer = real.post("/validate?format=json", data=text, content_type="text/turtle")
    assert [fault for fault in answer.json["faults"] if "Violation" in fault["severity"]] == []
    assert sum(count or 0 for count in answer.json["focus_nodes"].values()) > 10


@pytest.mark.parametrize("fmt", report_formats.OFFERS, ids=lambda fmt: fmt.name)
def test_every_format_of_a_report(client, fmt):
    """By the Accept header, of the media type asked for."""
    parts = {"data": upload(DATA["ttl"][1]), "shapes": upload(SHAPES)}
    answer = client.post("/validate", data=parts, headers={"Accept": fmt.media_type})
    assert (answer.status_code, answer.content_type) == (200, fmt.content_type)
    assert "urn:a" in answer.text


def test_a_program_without_a_wish_gets_turtle(client):
    """A report as SHACL has it."""
    parts = {"data": upload(DATA["ttl"][1]), "shapes": upload(SHAPES)}
    answer = client.post("/validate", data=parts, headers={"Accept": "*/*"})
    graph = Graph().parse(data=answer.text, format="turtle")
    (result,) = graph.subjects(RDF.type, SH.ValidationResult)
    assert str(graph.value(result, SH.focusNode)) == "urn:a"
    assert [str(value) for value in graph.objects(None, SH.conforms)] == ["false"]


@pytest.mark.parametrize(("language", "word"), [("en", "blank node"), ("fr", "nœud anonyme")])
def test_page_shows_record_sentence_and_line(client, language, word):
    """In the reader's language, all of it escaped."""
    text = f'{DATA["ttl"][1]}\n[] <urn:p> "<" .'
    answer = client.post(
        f"/validate?format=html&lang={language}",
        data={"data": upload(text, "<i>.ttl"), "shapes": upload(SHAPES)},
    )
    assert answer.status_code == 200 and word in answer.text
    assert "<code>urn:a</code>" in answer.text
    assert "&lt;i&gt;.ttl:1" in answer.text
    assert "It is &lt;b&gt;long&lt;/b&gt;." in answer.text and "<b>long" not in answer.text
    assert answer.headers["Content-Language"] == language


def test_page_links_nothing_of_a_stranger(client):
    """An address that somebody submits is shown, not linked."""
    data = upload(DATA["ttl"][1].replace("urn:a", "https://evil.example/"))
    text = posted(client, "html", data=data, shapes=upload(SHAPES)).text
    assert "https://evil.example/" in text and 'href="https://evil' not in text


def test_page_says_how_many_faults_it_leaves_out(client, monkeypatch):
    """The other formats have all."""
    monkeypatch.setattr("pfpgraph.web.pages.reports.submission.MOST", 1)
    data = '<urn:a> <urn:p> "1" . <urn:b> <urn:p> "2" .'
    text = posted(client, "html", data=upload(data), shapes=upload(SHAPES)).text
    assert "2 remarks. The first 1 are shown" in text
    assert text.count('<th scope="row">') == 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_form_works_without_scripts(client, language):
    """It posts what one has, to the same address."""
    answer = client.get(f"/validate?lang={language}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert 'method="post" enctype="multipart/form-data"' in answer.text
    assert f'action="/validate?lang={language}"' in answer.text
    assert f'formaction="/validate?lang={language}&amp;format=sarif"' in answer.text


def test_what_was_pasted_stands_in_the_form_again(client):
    """To be mended there: escaped, in the format that was chosen, with its first line as it was."""
    text = "\n" + DATA["nt"][1] + "\n# </textarea><b>"
    page = posted(client, "html", text=text, type="nt", shapes=upload(SHAPES)).text
    area = page.partition("<textarea")[2].partition("</textarea>")[0].partition(">\n")[2]
    assert html.unescape(area).replace("\r", "") == text and "<b>" not in area
    assert '<option value="nt" selected>' in page


def test_commands_ask_the_service_that_shows_them(client):
    """Not the persistent address, which redirects and so loses what is sent."""
    headers = {"Accept": "text/html", "Host": "graph.example"}
    text = html.unescape(client.get("/validate", headers=headers).text)
    assert "'http://graph.example/validate?format=txt'" in text
    assert "pfpgraph validate mine.ttl" in text


def test_nothing_that_applies_is_told(client):
    """It conforms in the sense of SHACL, and the page says what that is worth."""
    parts = {"data": '<urn:a> <urn:other> "1" .', "shapes": upload(SHAPES)}
    assert "nothing was checked" in posted(client, "html", **parts).text
    parts["shapes"] = upload(SHAPES)
    assert posted(client, **parts).json["conforms"] is True


@pytest.mark.parametrize(
    ("body", "media_type", "expected"),
    [
        ("", "text/turtle", (400, "request")),
        ("x", "application/pdf", (415, "media-type")),
        ("x", "", (415, "media-type")),
        ("<urn:a> oops", "text/turtle", (422, "unreadable")),
        (b"\n<urn:a> <urn:p> '\xff' .", "text/turtle", (422, "unreadable")),
        (b"\n<urn:a> <urn:p> '\0' .\0", "text/turtle", (422, "unreadable")),
        (gzip.compress(b"#" * 1_000_000), "text/turtle", (422, "unreadable")),
        ("<urn:a> <urn:p> 1 .", "text/turtle; charset=utf-16", (415, "media-type")),
        (b"\xef\xbb\xbf \n", "text/turtle", (400, "request")),
        ("#" * (2049 << 10), "text/turtle", (413, "too-long")),
    ],
    ids="empty pdf untyped syntax bytes zeros packed charset mark long".split(),
)
def test_what_cannot_be_checked_is_refused(client, body, media_type, expected):
    """Each with its status."""
    answer = client.post("/validate", data=body, content_type=media_type)
    assert problem(answer) == expected


@pytest.mark.parametrize(
    ("language", "title", "detail"),
    [
        ("en", "What was sent is too long", "What was sent is longer than 2048"),
        ("fr", "Ce qui a été envoyé est trop long", "Ce qui a été envoyé dépasse 2048"),
    ],
)
def test_what_is_too_long_is_not_called_a_query(client, language, title, detail):
    """It may be RDF."""
    long = "#" * (2049 << 10)
    answer = client.post(f"/validate?lang={language}", data=long, content_type="text/turtle")
    assert answer.content_type == "application/problem+json"
    assert answer.json["title"] == title and answer.json["detail"].startswith(detail)


def test_unreadable_line_is_told(client):
    """In data and in shapes, in the reader's language."""
    bad = "<urn:a> a <urn:C> .\n<urn:a> <urn:p> oops ."
    answer = client.post("/validate?lang=fr", data=bad, content_type="text/turtle")
    assert (answer.json["line"], answer.json["detail"][:14]) == (2, "data, ligne\u00a02\u00a0")
    answer = posted(client, data=upload(DATA["ttl"][1]), shapes=upload(bad, "s.ttl"))
    assert answer.json["detail"].startswith("s.ttl, line 2: ")


def test_report_has_a_size(small_release):
    """A long message, told of many results, would be a longer answer."""
    app = create_app(Settings(result_megabytes=1), None, small_release)
    data = "".join(f'<urn:{n}> <urn:p> "1" .' for n in range(20))
    shapes = SHAPES.replace("It is", "It is" * 20_000)
    answer = posted(app.test_client(), data=upload(data), shapes=upload(shapes))
    assert problem(answer) == (422, "too-large")
    assert answer.json["detail"] == "The report is larger than 1 MiB. Send less at once."


def test_one_check_at_a_time(client, monkeypatch):
    """Whoever finds no place is told to come again."""
    monkeypatch.setattr(validation, "_ONE", Taken())
    answer = posted(client, data=upload(DATA["ttl"][1]), shapes=upload(SHAPES))
    assert problem(answer) == (503, "busy")
    assert answer.headers["Retry-After"] == "1"


class Taken:
    """A lock that another holds."""

    def acquire(self, timeout):
        """It is not given back in time."""
        return timeout < 0


def test_no_process_can_be_started(client, monkeypatch, tmp_path):
    """That is no fault of what was sent."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    answer = posted(client, data=upload(DATA["ttl"][1]), shapes=upload(SHAPES))
    assert problem(answer) == (503, "busy")


def test_fault_of_ours_is_not_told_as_one_of_theirs(client, monkeypatch, capfd):
    """500, with the traceback in the log alone."""
    command = [sys.executable, "-c", "raise ValueError('secret')"]
    process = validation_process.Process
    monkeypatch.setattr(validation_process, "Process", lambda _, **pipes: process(command, **pipes))
    answer = posted(client, data=upload(DATA["ttl"][1]), shapes=upload(SHAPES))
    assert problem(answer) == (500, "internal") and "secret" not in answer.text
    assert "secret" in capfd.readouterr().err


def test_sarif_is_json(client):
    """With the version that it claims."""
    answer = posted(client, "sarif", data=upload(DATA["ttl"][1]), shapes=upload(SHAPES))
    assert json.loads(answer.data)["version"] == "2.1.0"
