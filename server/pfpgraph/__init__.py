"""A knowledge graph of NATO, its partners, programmes and councils, as linked data."""

from importlib.metadata import version

__version__ = version("pfpgraph")
