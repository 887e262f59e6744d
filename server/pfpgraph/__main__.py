"""Run the command line: python -m pfpgraph."""

from pfpgraph.cli import main

main()
