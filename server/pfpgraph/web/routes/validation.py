"""Validation of RDF that somebody submits: the page with its form, and the reports."""

import json
import sys
import threading
from dataclasses import replace

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode
from werkzeug.datastructures import FileStorage

from pfpgraph.formats import HTML, PLAIN_JSON, RDF_FORMATS, TURTLE, named
from pfpgraph.graph import load, report_formats, validation_process
from pfpgraph.graph.load import SUFFIXES, File
from pfpgraph.graph.submission import Submission
from pfpgraph.graph.validation_process import Job, Outcome
from pfpgraph.http.cache_headers import NO_STORE
from pfpgraph.http.messages import VALIDATION
from pfpgraph.http.sparql_protocol import FORM_TYPE, media_type_of
from pfpgraph.problems import Problem
from pfpgraph.query.pool import cancellation
from pfpgraph.settings import Settings
from pfpgraph.web import addresses
from pfpgraph.web.pages.reports import submission
from pfpgraph.web.request import current_reader, current_snapshot
from pfpgraph.web.responses import answer, chosen

bp = Blueprint("validation", __name__)

FORMS = ("multipart/form-data", FORM_TYPE)
_TYPES = [fmt.media_type for fmt in RDF_FORMATS]
# Held by the check that this process has under way: other servers of WSGI have many threads.
_ONE = threading.Lock()
_LONGEST_NAME = 100


@addresses.route(bp, VALIDATION, methods=("GET", "POST"))
def validate() -> Response:
    """Answer with the report on what was posted, or with the form. Raises Problem."""
    reader = current_reader()
    if request.method != "POST":
        return answer(lambda: submission.page(reader), HTML.content_type, language=reader.language)
    fmt = chosen((*report_formats.OFFERS, HTML), TURTLE)
    if fmt is HTML:
        outcome = _outcome(PLAIN_JSON.name, submission.MOST)
        sent = request.form.get("text", ""), request.form.get("type", "")
        body = submission.page(reader, json.loads(outcome.body), outcome.faults, *sent).encode()
    else:
        body = _outcome(fmt.name, sys.maxsize).body
    response = Response(body, content_type=fmt.content_type)
    response.headers["Cache-Control"] = NO_STORE
    if fmt is HTML:
        response.headers["Content-Language"] = reader.language
    return response


def _outcome(fmt: str, most: int) -> Outcome:
    """The outcome of checking what was posted, in a format, with so many faults. Raises Problem."""
    snapshot = current_snapshot()
    settings = replace(snapshot.settings, base=snapshot.base)
    memory, size = settings.validation_megabytes, settings.result_megabytes
    limits = settings.validation_seconds, memory, size
    data, shapes = _submitted(settings)
    if not _ONE.acquire(timeout=settings.validation_seconds):
        raise Problem("busy", "no-validation", retry_after=1)
    try:
        sources = snapshot.release.folder / "sources"
        background = () if shapes else load.kept(sources, settings)
        job = Job(Submission(data, shapes, background, settings.base), fmt, most, *limits)
        return validation_process.run(job, cancellation.current().under_way)
    finally:
        _ONE.release()


def _submitted(settings: Settings) -> tuple[tuple[File, ...], tuple[File, ...]]:
    """The data and the shapes that were posted, in a form or as the body. Raises Problem: request,
    media-type, unreadable, too-long."""
    most = settings.validation_kilobytes
    if (request.content_length or 0) > most << 10:
        raise Problem("too-long", "long-body", limit=most, unit="KiB")
    request.max_content_length = most << 10
    media_type = media_type_of(request.headers.get("Content-Type", ""))
    if media_type in FORMS:
        data, shapes = _parts("data", "text", settings), _parts("shapes", "", settings)
    else:
        text = request.get_data(parse_form_data=False)
        data, shapes = (_file("data", "data", media_type, text, settings),), ()
    if not any(file.text.strip() for file in data):
        raise Problem("request", "no-submission")
    return data, shapes


def _parts(part: str, pasted: str, settings: Settings) -> tuple[File, ...]:
    """The files and texts of a part of a form, and the texts pasted into another, without empty
    ones; a text is in the format of the part `type`."""
    files = [(file, _read(file)) for file in request.files.getlist(part)]
    fmt = request.form.get("type", "") or TURTLE.name
    said = (*request.form.getlist(part), *request.form.getlist(pasted))
    texts = (text.encode() for text in said if text.strip())
    return (
        *(
            _file(
                part, file.filename or part, media_type_of(file.content_type or ""), data, settings
            )
            for file, data in files
            if data.strip()
        ),
        *(_file(part, part, fmt, text, settings) for text in texts),
    )


def _read(file: FileStorage) -> bytes:
    """The bytes of an uploaded file, which is closed: a large one stands on the disk."""
    try:
        data: bytes = file.read()
        return data
    finally:
        file.close()


def _file(folder: str, name: str, kind: str, data: bytes, settings: Settings) -> File:
    """A file, whose format is that of its suffix, else that with the name or media type `kind`.
    Raises Problem: media-type, unreadable."""
    name = name.replace("\\", "/").rpartition("/")[2][-_LONGEST_NAME:]
    known, fmt = SUFFIXES.get(_suffix(name)), named(kind, RDF_FORMATS)
    if not (found := known or fmt):
        raise Problem("media-type", "send-types", accepted=_TYPES, given=kind or "–")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Problem(
            "unreadable", "unreadable-line", file=name, line=line, reason="not UTF-8"
        ) from None
    graph = NamedNode(f"{settings.base}graph/{folder}/submission")
    return File(name, graph, text, f".{found.name}")


def _suffix(name: str) -> str:
    """The suffix of the name of a file, in lower case with the dot."""
    return f".{name.rpartition('.')[2].lower()}" if "." in name else ""
