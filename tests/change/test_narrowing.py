"""What is new is found in the reach of a change alone: on whatever vault, that is as good as comparing everything."""

from collections import Counter
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from change.generated import changed, vaults
from change.sides import Files, Renames, judged, load, start
from vault_tools import api, comparison
from vault_tools.change.past import Past
from vault_tools.findings import Report, Standing

_ANY = settings(deadline=None, suppress_health_check=list(HealthCheck))
_LISTING = frozenset(("duplicate-heading",))


def _whole(report: Report) -> Counter[tuple[str, str, str]]:
    return Counter((finding.path, finding.rule, finding.target) for finding in report.findings)


def _widely(*arguments: object, is_narrow: bool) -> Past:
    return Past(*arguments, is_narrow=False)  # type: ignore[arg-type]


def _check(before: Files, after: Files, renames: Renames) -> None:
    narrow = judged(after, start(before, after, renames))
    with patch.object(comparison, "Past", _widely):
        wide = judged(after, start(before, after, renames))
    assert [(found.standing, found) for found in narrow.findings] == [
        (found.standing, found) for found in wide.findings
    ]
    was, now = (_whole(api.check(load(files), suggests=False)) for files in (before, after))
    assert _whole(wide) == now
    expected = now - Counter({(renames.get(path, path), *rest): count for (path, *rest), count in was.items()})
    new = Counter((found.path, found.rule, found.target) for found in narrow.findings if found.standing is Standing.NEW)
    assert new == expected
    hidden = judged(after, start(before, after, renames), shows_earlier=False, keeps_hidden=True)
    assert hidden.findings == tuple(found for found in narrow.findings if found.standing is Standing.NEW)
    assert hidden.earlier == len(narrow.findings) - len(hidden.findings)


@settings(_ANY, max_examples=300)
@given(vaults().flatmap(lambda before: st.tuples(st.just(before), changed(before))))
def test_a_narrow_look(drawn: tuple[Files, tuple[Files, Renames]]) -> None:
    before, (after, renames) = drawn
    _check(before, after, renames)


@pytest.mark.slow
@settings(_ANY, max_examples=10_000)
@given(vaults().flatmap(lambda before: st.tuples(st.just(before), changed(before))))
def test_a_narrow_look_many_times(drawn: tuple[Files, tuple[Files, Renames]]) -> None:
    before, (after, renames) = drawn
    _check(before, after, renames)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param({"a.md": "[[l#H]]", "x.md": "# H", "l.md": "-> x.md"}, id="behind a symbolic link"),
        pytest.param(
            {"a.md": "[[x#H]]", "x.md": "# H", "vault.toml": "[vault]\nexclude = ['x.md']\n"}, id="of an excluded note"
        ),
    ],
)
def test_a_part_of_what_is_not_checked(before: Files) -> None:
    after = {**before, "x.md": "# G"}
    _check(before, after, {})
    assert [found.path for found in judged(after, start(before, after)).findings if found.key == "broken-heading"] == [
        "a.md"
    ]
