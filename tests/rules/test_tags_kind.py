"""House rules about tags: each option where it objects, and where it keeps silent."""

from pathlib import Path

import pytest

from support import config_of, run
from vault_tools.config.problems import ConfigError


@pytest.mark.parametrize(
    ("toml", "text", "expected"),
    [
        # -- places --
        pytest.param("inline = false", "见 #甲 和 a#b `#c` #1 \\#d", ["1:3 the tag #甲 may not stand in the text"], id="in the text"),
        pytest.param("inline = false", "---\ntags: 甲\n---\n", [], id="front matter is another place"),
        pytest.param("inline = false\nunless-pattern = '^\\d'", "#592，见 #a", ["1:8 the tag #a may not stand in the text"], id="what is excused"),
        pytest.param("front-matter = false", "---\nTags: [甲, '#乙', 3, 'x y', '']\ntag: 丙\n---\n#丁", ["2:8 the tag '甲' may not stand in the front matter", "2:11 the tag '乙' may not stand in the front matter"], id="in front matter: what counts as a tag"),
        pytest.param("front-matter = false", "---\ntags: 甲\n---\n", ["2:7 the tag '甲' may not stand in the front matter"], id="in front matter: a text"),
        pytest.param("front-matter = false\nunless-pattern = '^甲'", "---\ntags: 甲\n---\n", [], id="in front matter, excused"),
        # -- how many --
        pytest.param("min-tags = 2", "#a #A #a/", ["1:1 the note has too few tags (1 of at least 2)"], id="too few different ones"),
        pytest.param("min-tags = 2", "---\ntags: [a]\n---\n#b", [], id="both places count"),
        pytest.param("min-tags = 1", "a", ["1:1 the note has too few tags (0 of at least 1)"], id="none"),
        pytest.param("max-tags = 1", "#a #b #a", ["1:1 the note has too many tags (2 of at most 1)"], id="too many"),
        pytest.param("max-tags = 1", "#a #A", [], id="not too many"),
        # -- how they are written --
        pytest.param("canonical = { 'ai-Agent' = '#agent' }", "#AI-agent #agent #ai-agent/x", ["1:1 write 'agent' instead of the tag 'AI-agent'"], id="canonical"),
        pytest.param("canonical = { agent = 'Agent' }", "#agent #Agent", ["1:1 write 'Agent' instead of the tag 'agent'"], id="canonical case"),
        pytest.param("enum = ['a', 'b']", "---\ntags: [a, c]\n---\n#b", ["2:11 'c' is not allowed here; allowed: a, b"], id="one of several"),
        pytest.param("forbid-pattern = '[A-Z]'\nmax-length = 3", "#aBc #abcd #abc", ["1:1 'B' is not allowed in 'aBc'", "1:6 'abcd' is too long (4 of at most 3 characters)"], id="any constraint"),
        pytest.param("pattern = '^[a-z]+$'\nunless-pattern = '^项目/'", "#A #项目/甲 #a", ["1:1 'A' does not match ^[a-z]+$"], id="excused from a pattern"),
    ],
)  # fmt: skip
def test_tags(tmp_path: Path, toml: str, text: str, expected: list[str]) -> None:
    config = config_of(tmp_path, f'[[rule]]\nid = "r"\nkind = "tags"\n{toml}\n')
    found = run({"n.md": text}, "r", config=config).findings
    assert [f"{finding.line}:{finding.column} {finding.message}" for finding in found] == expected


def test_the_canonical_tag_is_suggested(tmp_path: Path) -> None:
    config = config_of(
        tmp_path, '[[rule]]\nid = "r"\nkind = "tags"\ncanonical = { a = "b" }\nmessage = "{name} {limit}"\n'
    )
    (finding,) = run({"n.md": "#A"}, "r", config=config).findings
    assert finding.suggestions == ("b",)
    assert finding.message == "A b"


@pytest.mark.parametrize(
    "toml",
    [
        pytest.param("min-tags = 3\nmax-tags = 2", id="limits that nothing can keep to"),
        pytest.param("", id="no option"),
        pytest.param("min-tags = 1\nunless-pattern = 'a'", id="excuses from nothing"),
        pytest.param("canonical = { a = 'b', B = 'c' }", id="a chain"),
    ],
)
def test_options_that_make_no_sense(tmp_path: Path, toml: str) -> None:
    with pytest.raises(ConfigError):
        config_of(tmp_path, f'[[rule]]\nid = "r"\nkind = "tags"\n{toml}\n')
