"""What the message of a house rule may name: each kind says so, and gives nothing else."""

import re
from pathlib import Path

import pytest

from rules.test_pages import examples, findings, sections
from support import config_of
from vault_tools.config import ConfigError
from vault_tools.config.options import group_names
from vault_tools.messages import names_in
from vault_tools.messages.en.kinds import MESSAGES
from vault_tools.rules import kinds
from vault_tools.rules.pages import page


@pytest.mark.parametrize("kind", kinds())
def test_a_kind_says_what_it_names(kind: str, tmp_path: Path) -> None:
    files = examples(sections(page(kind))["Bad"])
    groups = {
        name for rule in config_of(tmp_path, files["vault.toml"]).house_rules for name in group_names(rule.options)
    }
    given = {name for finding in findings(kind, files, tmp_path) for name in finding.values}
    assert given - groups <= set(kinds()[kind].names)


@pytest.mark.parametrize("kind", kinds())
def test_what_a_kind_says_by_itself_can_be_said_by_a_rule(kind: str) -> None:
    own = [template for key, template in MESSAGES.items() if key.partition(".")[0] == kind]
    assert own
    assert {name for template in own for name in names_in(template)} <= set(kinds()[kind].names)


@pytest.mark.parametrize("kind", kinds())
def test_a_page_offers_nothing_else(kind: str) -> None:
    notes = " ".join(sections(page(kind)).get("Notes", "").split())
    offered = re.search(r"(?:`message`|it) may name (.+?)\.(?: |$)", notes)
    assert not offered or set(names_in(offered[1])) <= set(kinds()[kind].names)


TEXT = '[[rule]]\nid = "r"\nkind = "text"\nforbid-patterns = ["(?P<word>x+)"]\n'
ITEMS = '[[rule]]\nid = "r"\nkind = "section-items"\nsection = "S"\nitem-pattern = "^(?P<reason>.*)$"\n'


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        pytest.param(TEXT + 'message = "{match}, {limit}"', [], id="what the kind gives"),
        pytest.param(TEXT + 'message = "{word}"', [], id="a group of a pattern"),
        pytest.param(TEXT + 'message = "{mach}"', [(5, "config.unknown-name.suggestion", "match")], id="misspelt"),
        pytest.param(TEXT + 'message = "{品牌}{品牌}"', [(5, "config.unknown-name", "")], id="unknown, said once"),
        pytest.param(TEXT + 'message = "{ 品牌 }, {}, {a b}"', [], id="braces that name nothing"),
        pytest.param(
            TEXT.replace("(?P<", "(?<=") + 'message = "{word}"',
            [(4, "config.pattern.look-around", "")],
            id="no pattern",
        ),
        pytest.param(ITEMS + 'message = "{reason}: {item}"', [], id="a group of the items"),
        pytest.param(
            ITEMS + 'message = "{raeson}"', [(6, "config.unknown-name.suggestion", "reason")], id="a misspelt group"
        ),
    ],
)
def test_a_message_names_what_is_there(tmp_path: Path, toml: str, expected: list[tuple[int, str, str]]) -> None:
    found: list[tuple[int, str, str]] = []
    try:
        config_of(tmp_path, toml)
    except ConfigError as error:
        found = [
            (problem.line, problem.message, str(problem.values.get("suggestion", ""))) for problem in error.problems
        ]
    assert found == expected
