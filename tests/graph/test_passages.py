"""The check of places against texts, on a small made-up text."""

import pytest

from pfpgraph.graph import load, source_check
from pfpgraph.problems import Problem


@pytest.fixture
def changed(tiny, tiny_settings):
    """A function that changes a data file of the tiny graph and checks its places."""

    def check(name="", old="", new=""):
        if name:
            path = tiny / "data" / name
            before = path.read_text("utf-8")
            assert old in before
            path.write_text(before.replace(old, new), "utf-8")
        return source_check.check(load.read(tiny_settings), tiny / "texts")

    return check


def test_good_places_match(changed):
    """Three places, two with a value as written and one with a hash, and nothing amiss."""
    assert changed() == source_check.CheckResult(3, ())


def test_value_written_otherwise_is_found(changed):
    """A claim's value must be what stands at its place, to the letter."""
    assert changed("claims.ttl", '"12.03.94"', '"12.3.94"').mismatches == (
        "text:harbour#char=45,53: claim:harbour-date is written '12.03.94', not '12.3.94'",
    )


def test_other_characters_than_hashed_are_found(changed):
    """A hash of other characters does not match."""
    (mismatch,) = changed("texts.ttl", '"99b36be3', '"00b36be3').mismatches
    assert mismatch == "text:harbour#char=54,70: holds other characters than those hashed"


def test_place_outside_of_the_text_is_found(changed):
    """A place must end where the text ends at the latest."""
    (mismatch,) = changed("texts.ttl", "char=54,70", "char=54,700").mismatches[:1]
    assert mismatch == "text:harbour#char=54,70: has another start or end than its name says"
    outside = changed("texts.ttl", "oa:end 70", "oa:end 700").mismatches
    assert "text:harbour#char=54,700: is outside of the text, which has 72 characters" in outside


def test_name_and_numbers_must_agree(changed):
    """The start and end stated are those in the name."""
    (mismatch,) = changed("texts.ttl", "oa:start 54", "oa:start 53").mismatches
    assert mismatch == "text:harbour#char=54,70: has another start or end than its name says"


def test_place_without_anything_to_compare_is_found(changed):
    """A place with neither hash nor value proves nothing."""
    mismatches = changed("claims.ttl", '    pfp:asWritten "12.03.94" ;\n', "").mismatches
    assert mismatches == (
        "text:harbour#char=45,53: has neither a hash nor a value as written: nothing to compare",
    )


def test_place_that_is_not_described_is_found(changed):
    """What is found at a place needs the place to be a selector."""
    found = changed("claims.ttl", "char=45,53", "char=46,53")
    assert found.places == 4
    assert "text:harbour#char=46,53: has another start or end than its name says" in (
        found.mismatches
    )


def test_place_in_another_text_is_found(changed):
    """A place belongs to a text of the graph."""
    found = changed("claims.ttl", "text/harbour#char=45,53", "text/port#char=45,53")
    assert "text:port#char=45,53: is no place in a text of the graph" in found.mismatches


def test_only_a_gap_is_found_between_characters(changed):
    """An empty place is right for what is missing and wrong for anything else."""
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    changed("texts.ttl", "oa:end 70", "oa:end 54")
    changed("texts.ttl", "char=54,70", "char=54,54")
    changed("claims.ttl", "char=54,70", "char=54,54")
    old = "99b36be3550d8167df4266e47fca9d1cdc99cc158405323f4b10d063b3dcf5db"
    assert changed("texts.ttl", old, empty).mismatches == ("text:harbour#char=54,54: is empty",)
    assert changed("claims.ttl", "pfp:Passage", "pfp:Gap").mismatches == ()


def test_length_of_the_text_is_checked(changed):
    """The characters stated are those of the file, not its bytes."""
    (mismatch,) = changed("texts.ttl", "pfp:characters 72", "pfp:characters 74").mismatches
    assert mismatch == "text:harbour: has 72 characters, not 74"


def test_changed_text_counts_as_missing(changed, tiny):
    """A text is known by its hash: one letter more and it is not that text."""
    text = tiny / "texts" / "harbour.txt"
    text.write_bytes(text.read_bytes() + b"x")
    with pytest.raises(Problem, match="no file has the SHA-256 of text:harbour"):
        changed()


def test_missing_folder_is_named(tiny_settings, tmp_path):
    """A folder that is not there is one clear line."""
    with pytest.raises(Problem, match=r"nowhere: No such file or directory"):
        source_check.check(load.read(tiny_settings), tmp_path / "nowhere")
