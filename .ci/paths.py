"""The main paths of what is installed, run by the Python that it is installed for: build, validate,
query, export, serve. Ends with exit code 1 at the first that is not as it should be."""

import subprocess
import tempfile
import urllib.request
from pathlib import Path

QUERY = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
# Addresses with what their answers hold.
ADDRESSES = {
    "/health": b'"status": "ok"',
    "/?lang=fr": b'lang="fr"',
    "/doc/country/latvia": b"country:latvia a ",
    "/doc/country.csv?lang=en": b"Latvia",
    "/search?q=Lettonie": b"id/country/latvia",
    "/sparql?query=SELECT%20*%20%7B%20?s%20?p%20?o%20%7D%20LIMIT%201": b'"vars":["s","p","o"]',
}


def run(out: Path, *arguments: str) -> bytes:
    """What a command prints. Raises CalledProcessError."""
    command = ["pfpgraph", *arguments]
    variables = {"PFPGRAPH_OUT": str(out), "PATH": "/environment/bin:/usr/bin:/bin"}
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, env=variables).stdout


def serve(out: Path) -> None:
    """Ask the service. Raises AssertionError and URLError."""
    variables = {"PFPGRAPH_OUT": str(out), "PATH": "/environment/bin:/usr/bin:/bin"}
    command = ["pfpgraph", "serve", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=variables)
    try:
        base = server.stdout.readline().split()[-1].rstrip("/")
        for address, held in ADDRESSES.items():
            with urllib.request.urlopen(base + address, timeout=30) as answer:
                assert held in answer.read(), address
        server.terminate()
        assert server.wait(30) == 0
    finally:
        server.kill()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        out, query = Path(folder) / "build", Path(folder) / "query.rq"
        query.write_text(QUERY, "utf-8")
        run(out, "build")
        run(out, "validate")
        assert int(run(out, "query", str(query), "--format", "csv").split()[1]) > 50_000
        assert b"country:latvia" in run(out, "export", "--resource", "country:latvia")
        serve(out)
