"""What is said about a vault: problems as rules yield them, the fixes they propose, findings in their places."""

from collections.abc import Callable, Mapping
from enum import IntEnum, StrEnum

from msgspec import Struct

from vault_tools import messages
from vault_tools.messages import Words
from vault_tools.model import START, Span


class Severity(IntEnum):
    """How grave a finding is. `OFF` switches a rule off."""

    OFF = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word that configurations and reports use: `off`, `info`, `warning`, `error`."""
        return self.name.lower()


class Edit(Struct, frozen=True, gc=False):
    """Put `text` in place of what stands in `span`: character offsets into the note's whole text.

    An empty span inserts, an empty text deletes. Line ends in `text` are `\n`; they are written as the note has them.
    """

    span: Span
    text: str


class Aspect(StrEnum):
    """What a fix may change where its edits are; everything else in the note must stay what it was.

    `SPELLING` is how a link names its target: it must still lead to the same place. `LINKS` may change what is
    linked to. `ORDER` lets facts change places. Code, math, comments and HTML belong to no fix.
    """

    SPELLING = "spelling"
    LINKS = "links"
    EXTERNAL_LINKS = "external links"
    PROPERTIES = "properties"
    TAGS = "tags"
    HEADINGS = "headings"
    ORDER = "order"


class Fix(Struct, frozen=True, gc=False):
    """How a problem can be mended: edits that are made all or none. `owns` is what they may change.

    A fix that is not safe may change what an author meant, and is made only where somebody asks for such.
    """

    edits: tuple[Edit, ...]
    owns: frozenset[Aspect] = frozenset()
    is_safe: bool = True


class Problem(Struct, frozen=True, gc=False):
    """What a rule yields; the engine adds rule, severity and path.

    `message` is a key of the catalogue, `values` fill it. `target` names what the problem is about (a link's
    target, a property): with rule and path it identifies the finding across edits. `path` is set by rules
    that look at the whole vault; where it is not, a house rule's problem is shown where that rule is written.
    `ceiling` lowers the rule's severity for this problem. `suggestions` are what could stand here instead. `mend`
    makes the fix, where that takes time: it is called only for what is shown.
    """

    span: Span
    message: str
    values: Mapping[str, Words] = {}
    target: str = ""
    path: str | None = None
    ceiling: Severity = Severity.ERROR
    fix: Fix | None = None
    suggestions: tuple[str, ...] = ()
    mend: Callable[[], Fix | None] | None = None


class Replacement(Struct, frozen=True, gc=False):
    """An edit in its place, as machine formats show it: lines and columns from 1, the end exclusive.

    Columns are in code points, `byte_column` and `end_byte_column` in bytes of UTF-8, a byte order mark included.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    byte_column: int = 1
    end_byte_column: int = 1


class Standing(StrEnum):
    """How a finding stands to what was known: only what is new is reported, unless somebody asks for more."""

    NEW = "new"
    EARLIER = "earlier"
    """It was there before the change that is judged."""
    BASELINED = "baselined"
    SUPPRESSED = "suppressed"


class Event(StrEnum):
    """What has become of a file in the change that is judged."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    RENAMED = "renamed"


class Cause(Struct, frozen=True, gc=False):
    """What a change did elsewhere to make a finding: to the file at `path`, which is called `now` where it was renamed.

    Paths are relative to the vault.
    """

    event: Event
    path: str
    now: str = ""


class Finding(Struct, frozen=True, kw_only=True):
    """A problem in its place. Lines and columns count from 1, columns in code points; the end is exclusive.

    `byte_column` and `end_byte_column` are the same columns in bytes of UTF-8, a byte order mark included.
    `ordinal` counts, from 0, the findings of one rule about one target in one file. `source` is the text of the
    line, without its line end; None where the finding is about the file as a whole. `words` are a house rule's own,
    `doc` is where it is explained.
    `replacements` are the edits of `fix` in their places. `span` is the place in character offsets.
    Where a change is judged, `cause` is what it did in another file to make this finding, `is_in_change` says that the
    line is one of those changed.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    byte_column: int = 1
    end_byte_column: int = 1
    rule: str
    severity: Severity
    key: str
    values: Mapping[str, Words]
    target: str = ""
    ordinal: int = 0
    words: str | None = None
    doc: str = ""
    suggestions: tuple[str, ...] = ()
    source: str | None = None
    fix: Fix | None = None
    replacements: tuple[Replacement, ...] = ()
    span: Span = START
    standing: Standing = Standing.NEW
    cause: Cause | None = None
    is_in_change: bool = False

    def text(self, lang: str) -> str:
        """Return the message in `lang`; a house rule's own words are the same in every language."""
        return (
            messages.fill(lang, self.words, self.values) if self.words else messages.text(lang, self.key, self.values)
        )

    @property
    def message(self) -> str:
        """The message in English, as the machine formats give it."""
        return self.text("en")

    @property
    def fingerprint(self) -> str:
        """What identifies the finding while lines move: 16 hexadecimal digits of rule, path, target and ordinal."""
        return fingerprint(self.path, self.rule, self.target, self.ordinal)


def fingerprint(path: str, rule: str, target: str, ordinal: int) -> str:
    """Return the fingerprint of a finding: see `Finding`."""
    from hashlib import sha256

    identity = "\0".join((rule, path, target, str(ordinal)))
    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Gist(Struct, frozen=True, array_like=True):
    """A report in short: the worst severity, how many notes were looked at, and what is said about it on stderr.

    `moved` counts as in the report, `lacks_properties` says that there are findings of `missing-property`.
    """

    root: str
    checked: int
    moved: int
    worst: Severity
    lacks_properties: bool


class Report(Struct, frozen=True, kw_only=True):
    """The outcome of a check: findings sorted by place, how many notes were looked at, how much was suppressed.

    Where fixes were made, `findings` are what is left; `fixed` counts those that are gone, by rule, and `fixed_notes`
    the notes that have changed for it.
    `baselined` more were found but are known from the baseline, `moved` of them in notes that it knows by another path.
    Where a change is judged, `earlier` more were there before it. `hidden` are findings that are only counted, for
    formats that list them all the same; they are gathered only where somebody asks for them. `is_compared` says that
    there was something to compare with, a baseline or what was there before: then findings are new for a reason.
    """

    root: str
    findings: tuple[Finding, ...]
    checked: int
    suppressed: int = 0
    fixed: Mapping[str, int] = {}
    fixed_notes: int = 0
    baselined: int = 0
    moved: int = 0
    earlier: int = 0
    hidden: tuple[Finding, ...] = ()
    is_compared: bool = False

    @property
    def gist(self) -> "Gist":
        """What a command must know of it besides what it prints."""
        return Gist(
            self.root,
            self.checked,
            self.moved,
            max((finding.severity for finding in self.findings), default=Severity.OFF),
            any(finding.rule == "missing-property" for finding in self.findings),
        )

    def fixable(self, *, is_safe: bool) -> int:
        """Return how many findings have a safe fix, or one that is not."""
        return sum(finding.fix is not None and finding.fix.is_safe is is_safe for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """Return how many findings are of exactly this severity."""
        return sum(finding.severity is severity for finding in self.findings)
