"""The settings: defaults, environment, overrides, faults."""

from dataclasses import FrozenInstanceError, fields

import pytest

from pfpgraph.problems import Problem
from pfpgraph.settings import SETTINGS, Settings


def test_defaults_without_anything():
    """Every row is an attribute with its default."""
    settings = Settings()
    for row in SETTINGS:
        assert getattr(settings, row.name) == row.default


def test_environment_then_overrides():
    """A variable wins over the default, an override over both, None over nothing."""
    environment = {"PFPGRAPH_PORT": "9000"}
    assert Settings.read(environment).port == 9000
    assert Settings.read(environment, port=9001).port == 9001
    assert Settings.read(environment, port=None).port == 9000


def test_the_environment_of_another_process_gives_the_same():
    """What is handed on is read back alike."""
    settings = Settings(port=9001, query_seconds=2.5)
    again = Settings.read(settings.environment())
    assert all(getattr(again, row.name) == getattr(settings, row.name) for row in SETTINGS)


def test_every_row_says_what_it_is():
    """A sentence with a full stop."""
    assert all(row.sentence.endswith(".") for row in SETTINGS)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PFPGRAPH_PORT", "many"),
        ("PFPGRAPH_QUERY_SECONDS", "soon"),
        ("PFPGRAPH_BASE", "https://a.example"),
        ("PFPGRAPH_PORT", "80000"),
        ("PFPGRAPH_PORT", "65536"),
        ("PFPGRAPH_PORT", "-1"),
        ("PFPGRAPH_WORKERS", "0"),
        ("PFPGRAPH_THREADS", "-4"),
        ("PFPGRAPH_QUERY_SECONDS", "nan"),
        ("PFPGRAPH_QUERY_SECONDS", "0"),
        ("PFPGRAPH_SEND_SECONDS", "inf"),
        ("PFPGRAPH_CACHE_MEGABYTES", "-1"),
        ("PFPGRAPH_REQUESTS_PER_MINUTE", "1e3"),
        ("PFPGRAPH_HOST", ""),
        ("PFPGRAPH_HOST", "[]"),
    ],
)
def test_a_wrong_value_names_its_variable(variable, value):
    """The problem says which one."""
    with pytest.raises(Problem, match=variable):
        Settings.read({variable: value})


def test_a_number_out_of_its_range_is_told_the_range():
    """Not used modulo something."""
    with pytest.raises(Problem, match="PFPGRAPH_PORT must be a whole number from 0 to 65535"):
        Settings(port=80000)


def test_every_default_is_in_its_range():
    """Defaults come back from the environment too."""
    assert all(row.read(str(row.default)) == row.default for row in SETTINGS)


@pytest.mark.parametrize("host", ["::1", "[::1]", " ::1 "])
def test_an_address_of_ipv6_may_stand_in_brackets(host):
    """As in a web address."""
    assert Settings(host=host).host == "::1"


def test_an_unknown_override_is_our_fault():
    """Not a problem of the reader."""
    with pytest.raises(TypeError, match="colour"):
        Settings(colour="red")
    with pytest.raises(AttributeError, match="colour"):
        Settings().colour  # noqa: B018
    with pytest.raises(TypeError, match="colour"):
        Settings.read({}, colour="red")


def test_settings_do_not_change_once_they_are_read():
    """What was started with them relies on them."""
    with pytest.raises(FrozenInstanceError):
        Settings().port = 9000


def test_settings_are_typed():
    """A checker knows what each is: the type of its default, as it is at run time."""
    types = {field.name: field.type for field in fields(Settings)}
    assert types == {row.name: type(row.default) for row in SETTINGS}
