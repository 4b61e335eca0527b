"""What holds on the first users' vault and on another author's: counted by the tool, and again by other means."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from support import config_of
from vault_tools import api
from vault_tools.config import Config
from vault_tools.findings import Finding, Report
from vault_tools.model import LinkKind
from vault_tools.vault import Vault

Place = tuple[str, int, int]

# A hash of the path (names of the vault do not belong here), line and column. Each was judged by reading the note: its
# author would agree.
BROKEN_IN_AI_NOTES = [
    # Pages of a repository that was copied without them.
    ("0c625b8f", 273, 23),
    ("8e964251", 171, 42),
    ("64f893a1", 372, 14),
    ("64f893a1", 376, 31),
    ("64f893a1", 384, 14),
    # JSON that lost its fence: `[[` of code became links.
    ("86dd88db", 333, 139),
    ("86dd88db", 333, 290),
    ("86dd88db", 334, 72),
    # An image that was pasted elsewhere.
    ("8aa14660", 66, 1),
    # TOML that lost its fence.
    ("b0cc5a91", 123, 1),
    # Topics that have no note.
    ("f7062df3", 59, 3),
    ("da05555e", 376, 3),
]  # fmt: skip


class Checked:
    """A vault, its report, and the texts of its notes, each read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.vault: Vault = api.load(root)
        self.report: Report = api.check(self.vault)
        paths = sorted(file.relative_to(root).as_posix() for file in root.rglob("*.md"))
        self.texts = {path: (root / path).read_text("utf-8") for path in paths if not path.startswith(".")}

    def found(self, *rules: str) -> list[Finding]:
        return [finding for finding in self.report.findings if finding.rule in rules]


@pytest.fixture(scope="session")
def ai_notes(shared: Path) -> Checked:
    return Checked(shared / "vaults" / "ai-notes")


@pytest.fixture(scope="session")
def kepano(shared: Path) -> Checked:
    return Checked(shared / "vaults" / "kepano")


def place(finding: Finding) -> Place:
    return finding.path, finding.line, finding.column


def hashed(path: str, line: int, column: int) -> Place:
    return sha256(path.encode()).hexdigest()[:8], line, column


def plain_wikilinks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and target of whatever looks like a wikilink, in code or not."""
    for line, content in enumerate(text.split("\n"), 1):
        for match in re.finditer(r"!?\[\[([^\[\]|#]+)[^\[\]]*\]\]", content):
            yield line, match.start() + 1, match[1].strip().rstrip("\\")


def is_a_file(target: str, files: list[str]) -> bool:
    """Whether some file's path ends, at the start of a name, with the target; `files` are in lower case."""
    wanted = (f"/{target}".lower(), f"/{target}.md".lower())
    return any(f"/{file}".endswith(wanted) for file in files)


def code_lines(text: str) -> set[int]:
    """Return the lines, from 1, that markdown-it, which shares nothing with our scanner, takes for code blocks."""
    body = re.sub(r"\A---\n.*?\n---\n", lambda match: "\n" * match[0].count("\n"), text, count=1, flags=re.DOTALL)
    blocks = (token for token in MarkdownIt().parse(body) if token.type in ("fence", "code_block") and token.map)
    return {line + 1 for block in blocks for line in range(*(block.map or ()))}


def code_spans(text: str, line: int) -> list[str]:
    """Return what stands in inline code in one line of a note."""
    (token,) = MarkdownIt().parseInline(text.split("\n")[line - 1])
    return [child.content for child in token.children or () if child.type == "code_inline"]


def test_every_note_is_checked(ai_notes: Checked, kepano: Checked) -> None:
    assert ai_notes.report.checked == len(ai_notes.texts) == 3249
    assert kepano.report.checked == len(kepano.vault.checked) == len(kepano.texts) + 30 == 133
    unread = ("unreadable-note", "oversized-note", "not-utf8")
    assert not ai_notes.found(*unread) + kepano.found(*unread)


def test_the_broken_links_are_those_an_author_would_agree_on(ai_notes: Checked) -> None:
    found = ai_notes.found("broken-link", "broken-embed")
    assert [hashed(*place(finding)) for finding in found] == BROKEN_IN_AI_NOTES
    assert Counter(finding.rule for finding in found) == {"broken-link": 11, "broken-embed": 1}


def test_no_broken_link_is_missed_but_in_code(ai_notes: Checked) -> None:
    """Every plain `[[…]]` without a file is reported or stands in code; what is reported does not."""
    files = [path.lower() for path in ai_notes.vault.files]
    reported = {place(finding) for finding in ai_notes.found("broken-link", "broken-embed", "suspicious-link")}
    loud, silent = set[Place](), set[Place]()
    for path, text in ai_notes.texts.items():
        for line, column, target in plain_wikilinks(text):
            if not is_a_file(target, files):
                in_code = line in code_lines(text) or any(target in code for code in code_spans(text, line))
                (silent if in_code else loud).add((path, line, column))
    assert loud <= reported
    assert not silent & reported
    assert (len(loud), len(silent)) == (7, 30)


def test_a_link_may_name_the_suffix(ai_notes: Checked) -> None:
    """All `[[….md]]` of the vault lead to a note: there is nothing to report on them."""
    links = {
        (path, line, column)
        for path, text in ai_notes.texts.items()
        for line, column, target in plain_wikilinks(text)
        if target.endswith(".md")
    }
    assert len(links) == 49
    rules = {"broken-link", "alias-link", "ambiguous-link", "case-mismatch", "suspicious-link"}
    assert not links & {place(finding) for finding in ai_notes.found(*rules)}
    scanned = [
        link
        for note in ai_notes.vault.notes
        for link in note.links
        if link.kind is LinkKind.WIKILINK and link.target.endswith(".md")
    ]
    assert len(scanned) == 49


def test_names_that_cannot_be_linked(ai_notes: Checked) -> None:
    names = [path for path in ai_notes.texts if re.search(r"[#^\[\]|]|%%", path.rpartition("/")[2])]
    assert [finding.path for finding in ai_notes.found("unlinkable-name")] == names
    assert len(names) == 7


def test_a_citation_is_no_broken_link(ai_notes: Checked) -> None:
    (finding,) = ai_notes.found("suspicious-link")
    assert hashed(*place(finding)) == ("d8561b59", 66, 30)
    assert finding.key == "suspicious-link.citation"


# -- a schema for one folder -------------------------------------------------------------------------------------

SCHEMA = """
[[rule]]
id = "blog-date"
kind = "properties"
files = ["01-博客/**"]
[rule.fields."发布日期"]
required = true
type = "date"
"""


def test_posts_without_a_date(ai_notes: Checked, tmp_path: Path) -> None:
    config: Config = config_of(tmp_path, SCHEMA)
    report = api.check(api.load(ai_notes.root, config), config, select=["blog-date"])
    dates = {path: plain_date(text) for path, text in ai_notes.texts.items() if path.startswith("01-博客/")}
    undated = [path for path, date in dates.items() if not date]
    odd = [path for path, date in dates.items() if date and not re.fullmatch(r"\d{4}-\d\d-\d\d", date)]
    expected = [
        *((path, "missing-property") for path in undated),
        *((path, "wrong-property-type.date") for path in odd),
    ]
    assert [(finding.path, finding.key) for finding in report.findings] == sorted(expected)
    assert (len(dates), len(undated), len(odd)) == (1623, 206, 7)


def plain_date(text: str) -> str:
    """Return what stands behind `发布日期:` in a note's front matter, without quotes; nothing where it is missing."""
    block = re.match(r"---\n(.*?)^---[ \t]*$", text, re.DOTALL | re.MULTILINE)
    line = re.search(r"^发布日期:[ \t]*(.*?)[ \t]*$", block[1], re.MULTILINE) if block else None
    return line[1].strip("\"'") if line else ""


# -- another author's vault --------------------------------------------------------------------------------------


def test_kepano(kepano: Checked) -> None:
    """A vault that was published without most of its notes: what is reported is every name without a file."""
    files = [path.lower() for path in kepano.vault.files]
    plain = {
        (path, line, column)
        for path, text in kepano.texts.items()
        for line, column, target in plain_wikilinks(text)
        if not is_a_file(target, files)
    }
    assert {place(finding) for finding in kepano.found("broken-link")} == plain
    rest = Counter(finding.key for finding in kepano.report.findings)
    assert rest == {"broken-link": 62, "missing-property": 103, "case-mismatch": 1, "wrong-property-type.date": 1}


# -- the same on every machine -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ai-notes", "kepano"])
def test_the_output_is_the_same_everywhere(shared: Path, tmp_path: Path, name: str) -> None:
    root = shared / "vaults" / name
    here = json_report(root, root, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    there = json_report(root, tmp_path, PYTHONHASHSEED="2", TZ="Asia/Shanghai", LC_ALL="C")
    assert here == there
    assert here.count(b'"fingerprint"') > 100


def json_report(root: Path, folder: Path, **environment: str) -> bytes:
    command = [sys.executable, "-m", "vault_tools", "-C", str(root), "check", "--output-format", "json"]
    run = subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True, check=False)
    assert run.returncode == 1, run.stderr.decode()
    assert b"Traceback" not in run.stderr
    return run.stdout
