"""Links as a vault wants them: where they may lead, how they are written, where they may stand.

## What it reports

A kind of house rule. Each rule is about links of certain `kinds`: `wikilink`, `embed`, `markdown`, `image`,
`reference`, `autolink` (`<https://…>`), `bare` (an address in prose) and `property`; with `sections`, only about those
in these sections. It says which files, hosts, addresses or extensions may not be linked to, which other target is meant
(`canonical`), how wikilinks name a file (`target-form`, `extension`), which parameters addresses should not have, what
may not follow a bare address, and in which sections a list may link to certain files.

## Why it matters

A link can work and still be wrong for a vault: it leads to a note that was given up or to its author's own machine, or
its address tracks whoever follows it. Agreed names also keep searching and replacing simple.

## Bad

```toml vault.toml
[[rule]]
id = "topics"
kind = "links"
forbid-targets = ["元语/标签-*"]
suggest = { "元语/标签-*" = ["元语/工具"] }
canonical = { "元语/agents" = "元语/Agent" }
target-form = "full"
extension = "omit"

[[rule]]
id = "addresses"
kind = "links"
kinds = ["markdown", "autolink", "bare"]
forbid-hosts = ["localhost"]
strip-parameters = ["utm_*"]
forbid-trailing = "，。"
```

```md 文章.md
见 [[元语/标签-AI]]、[[元语/agents]]、[[Agent]] 和 [[元语/Agent.md]]。

[原文](https://example.com/a?utm_source=feed)，[预览](http://localhost:8000)，https://example.com/b。
```

```md 元语/Agent.md
```

## Good

```toml vault.toml
[[rule]]
id = "topics"
kind = "links"
forbid-targets = ["元语/标签-*"]
canonical = { "元语/agents" = "元语/Agent" }
target-form = "full"
extension = "omit"

[[rule]]
id = "addresses"
kind = "links"
kinds = ["markdown", "autolink", "bare"]
forbid-hosts = ["localhost"]
strip-parameters = ["utm_*"]
forbid-trailing = "，。"
```

```md 文章.md
见 [[元语/Agent]]。

[原文](https://example.com/a)，<https://example.com/b>。
```

```md 元语/Agent.md
```

## Notes

Files are those that links resolve to; where a link resolves to none, its target with `.md` counts as one. File patterns
match with or without `.md`. Sections are named by their titles.
Another target form or extension is asked for only where it leads to the same file, and fixed safely. So are canonical
targets where they exist, and have the heading or block that is named: the rule's author has said that they are meant.
Parameters are cut out of an address, the rest stays as it is; those of property values, too. A bare address with
punctuation behind it, which others read as part of it, is put into `<…>`. Markdown links keep their `.md`: other
programs need it. A `message` may name `{target}`, `{path}`, `{limit}` and the named groups of `forbid-url-pattern`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from vault_tools.criteria.addresses import Addresses
from vault_tools.criteria.chosen_links import SECTION_LEVEL, ChosenLinks
from vault_tools.criteria.constraints import Mistake, without
from vault_tools.criteria.link_forms import Forms
from vault_tools.criteria.link_targets import Targets
from vault_tools.findings import Aspect, Edit, Fix, Problem, Severity
from vault_tools.messages import Words
from vault_tools.model import ExternalLink, Link, LinkKind, Note, Span
from vault_tools.passages.outward import ends_clearly, linked_addresses
from vault_tools.resolve import SubpathStatus, identity, plain
from vault_tools.rules.base import Rule, Seen
from vault_tools.vault import ResolvedLink, Vault
from vault_tools.wording.links_here import LinksHere, addresses, alike, all_alike

_FOUND = (SubpathStatus.HEADING, SubpathStatus.BLOCK, SubpathStatus.FOOTNOTE)


@dataclass(frozen=True)
class Options(ChosenLinks, Forms, Addresses, Targets):
    """What links may be."""

    style: Literal["wikilink", "markdown"] | None = field(
        default=None, metadata={"doc": "how links inside the vault are written: `wikilink` or `markdown`"}
    )
    forbid_trailing: str = field(default="", metadata={"doc": "characters that may not follow a bare address directly"})

    def problems(self) -> Iterator[Mistake]:
        """Yield what is wrong with the options taken together."""
        names = [*(name for names in _CHECKS for name in names), "forbid_hosts", "strip_parameters", "forbid_trailing"]
        if not any(getattr(self, name) for name in names):
            yield (), "config.nothing", {"choices": tuple(name.replace("_", "-") for name in names)}
        if self.suggest and not self.forbid_targets:
            yield without("suggest", "forbid-targets")
        if self.level != SECTION_LEVEL and not (self.sections or self.only_in_sections):
            yield without("level", "sections", "only-in-sections")
        if self.forbid_trailing and "bare" not in self.kinds:
            yield without("forbid-trailing", "kinds = bare")
        for target, meant in self.canonical.items():
            if self.meant(meant) not in ("", plain(meant)):
                yield ("canonical", target), "config.replaced-too", {"name": meant}

    @cached_property
    def checks(self) -> "list[_Check]":
        """What to look at in each link inside the vault."""
        return [check for names, check in _CHECKS.items() if any(getattr(self, name) for name in names)]


class _Here(LinksHere):
    """The note that is looked at, and what its links are held to."""

    def __init__(self, note: Note, vault: Vault, options: Options) -> None:
        super().__init__(note, vault, options)
        self.options = options

    def retargeted(self, link: Link, target: str, aspect: Aspect) -> Fix | None:
        """Return the fix that writes another target."""
        from vault_tools.editing.link_text import retarget  # imported where something is wrong

        edit = retarget(link, self.text, target)
        return Fix((edit,), frozenset((aspect,))) if edit else None


_Check = Callable[[ResolvedLink, _Here], Problem | None]


def check(note: Note, vault: Vault, options: Options) -> Iterator[Problem | Seen]:
    """Yield a problem for each link and option that do not agree, and the sections that are there."""
    has_inside = options.checks and not options.harmless.issuperset(vault.shared(note, all_alike))
    has_outside = options.judges and (
        "property" in options.link_kinds or options.may_object(vault.shared(note, addresses))
    )
    has_bare = "bare" in options.link_kinds and (options.judges or options.forbid_trailing)
    if not (options.sections or has_inside or has_outside or has_bare):
        return
    here = _Here(note, vault, options)
    if options.sections:
        yield from map(Seen, {section.title for section in here.places.sections} & options.titles)
    if has_inside:
        yield from _inside(here)
    if has_outside:
        for external in linked_addresses(note, options.link_kinds):
            if here.covers(external.span):
                yield from _judged(external, here)
    if has_bare:
        yield from _bare(here)


# -- links inside the vault --------------------------------------------------------------------------------------


def _inside(here: _Here) -> Iterator[Problem]:
    options = here.options
    for found in here.vault.resolved(here.note):
        link = found.link
        known = alike(found)
        if known in options.harmless:
            continue
        if _is_harmless(found, options):
            options.harmless.add(known)
        elif not link.is_citation and here.covers(link.span):
            for look in options.checks:
                if problem := look(found, here):
                    yield problem


def _is_harmless(found: ResolvedLink, options: Options) -> bool:
    """Whether a link like this needs no look wherever it stands."""
    target = found.link.target
    if found.link.kind not in options.link_kinds:
        return True
    if options.style or options.forbid_url_pattern or options.forbid_extensions:
        return False
    return not target or (
        options.is_free(target, _path(found)) and options.is_in_order(target, found.resolution.path or "")
    )


def _problem(
    found: ResolvedLink, option: str, limit: Words, fix: Fix | None = None, suggestions: tuple[str, ...] = ()
) -> Problem:
    link, path = found.link, found.resolution.path or ""
    values: dict[str, Words] = {"target": link.target, "path": path, "limit": limit}
    target = f"{identity(link.target)}.{option}"
    return Problem(link.span, f"links.{option}", values, target, fix=fix, suggestions=suggestions)


def _path(found: ResolvedLink) -> str:
    """Return the file that a link leads to, or that it would lead to if it were there."""
    target = plain(found.link.target).lstrip("/")
    return found.resolution.path or (target if target.lower().endswith(".md") else f"{target}.md")


def _forbidden(found: ResolvedLink, here: _Here) -> Problem | None:
    path = _path(found) if found.link.target else ""
    if not path or not here.options.forbids(path):
        return None
    return _problem(found, "forbid-targets", "", suggestions=here.options.replacements(path))


def _canonical(found: ResolvedLink, here: _Here) -> Problem | None:
    target = found.link.target
    meant = here.options.meant(target, found.resolution.path or "") if target else ""
    if not meant or meant == plain(target).removesuffix(".md"):
        return None
    written = f"{meant}.md" if target.lower().endswith(".md") else meant
    fix = here.retargeted(found.link, written, Aspect.LINKS) if _is_as_good(found, here, written) else None
    return _problem(found, "canonical", written, fix, (written,))


def _is_as_good(found: ResolvedLink, here: _Here, target: str) -> bool:
    """Whether a link finds a file under another target, and a heading or block there if it does so now."""
    other = here.lookup(target)
    was, now = (here.vault.subpath(found.link, resolution)[0] for resolution in (found.resolution, other))
    return other.path is not None and (now is was or was not in _FOUND)


def _form(found: ResolvedLink, here: _Here) -> Problem | None:
    wanted = here.options.in_form(*found, here.note.path, here.lookup)
    return _respelt(found, here, "target-form", wanted) if wanted else None


def _extension(found: ResolvedLink, here: _Here) -> Problem | None:
    wanted = here.options.with_extension(*found, here.lookup)
    return _respelt(found, here, f"extension.{here.options.extension}", wanted) if wanted else None


def _respelt(found: ResolvedLink, here: _Here, option: str, wanted: str) -> Problem:
    return _problem(found, option, wanted, here.retargeted(found.link, wanted, Aspect.SPELLING), (wanted,))


def _style(found: ResolvedLink, here: _Here) -> Problem | None:
    is_markdown = found.link.syntax == "markdown"
    if found.link.kind is LinkKind.PROPERTY or is_markdown is (here.options.style == "markdown"):
        return None
    return _problem(found, f"style.{here.options.style}", "")


def _address(found: ResolvedLink, here: _Here) -> Problem | None:
    link = found.link
    for objection in here.options.matches(link.target) if link.syntax == "markdown" else ():
        return _about(link.target, link.span, objection.option, objection.values)
    path = found.resolution.path or link.target
    if path and (extension := here.options.forbidden_extension(path)):
        return _problem(found, "forbid-extensions", extension)
    return None


def _confined(found: ResolvedLink, here: _Here) -> Problem | None:
    start = found.link.span.start
    homes = here.options.homes(_path(found)) if found.link.target else ()
    if not homes or found.link.kind is LinkKind.PROPERTY:
        return None
    section = here.places.section(start)
    foreign = [titles for titles in homes if section is None or section.title not in titles]
    if not foreign or not here.places.is_in_item(start):
        return None
    return _problem(found, "only-in-sections", foreign[0])


_CHECKS: dict[tuple[str, ...], _Check] = {
    ("forbid_targets",): _forbidden,
    ("canonical",): _canonical,
    ("target_form",): _form,
    ("extension",): _extension,
    ("style",): _style,
    ("forbid_url_pattern", "forbid_extensions"): _address,
    ("only_in_sections",): _confined,
}


# -- addresses ---------------------------------------------------------------------------------------------------


def _about(url: str, span: Span, option: str, more: dict[str, Words], fix: Fix | None = None) -> Problem:
    return Problem(span, f"links.{option}", {**more, "target": url, "path": ""}, f"{url}.{option}", fix=fix)


def _judged(link: ExternalLink, here: _Here) -> Iterator[Problem]:
    """Yield what is wrong with an address."""
    for objection in here.options.objections(link.url):
        yield _about(link.url, link.span, objection.option, objection.values)
    if dropped := here.options.dropped(link.url):
        yield _about(link.url, link.span, "strip-parameters", {"limit": dropped}, _stripping(link, here))


def _stripping(link: ExternalLink, here: _Here) -> Fix | None:
    """Return the fix that cuts the parameters out of an address."""
    from vault_tools.editing.link_text import readdress  # imported where something is wrong

    is_bare = link.kind is not LinkKind.PROPERTY and link.span.end - link.span.start == len(link.url)
    if is_bare and (not ends_clearly(link.url) or here.text.startswith("%", link.span.end)):
        return None
    edit = readdress(link, here.text, here.options.stripped)
    aspect = Aspect.PROPERTIES if link.kind is LinkKind.PROPERTY else Aspect.EXTERNAL_LINKS
    return Fix((edit,), frozenset((aspect,))) if edit else None


def _bare(here: _Here) -> Iterator[Problem]:
    """Yield what is wrong with addresses in prose, and with what follows them."""
    text, found = here.text, here.vault.wording(here.note).bare_addresses
    judges = here.options.judges and here.options.may_object("\n".join([link.url for link in found]))
    for link in found if judges or here.options.forbid_trailing else ():
        if not here.covers(link.span):
            continue
        if judges:
            yield from _judged(link, here)
        start, end = link.span.start, link.span.end
        behind = text[end : end + 1]
        if behind and behind in here.options.forbid_trailing:
            is_clear = link.url.isascii() and text[start - 1 : start] != "\\"  # `https://e.com吧，` ends before 吧
            edits = Edit(Span(start, start), "<"), Edit(Span(end, end), ">")
            fix = Fix(edits, frozenset((Aspect.EXTERNAL_LINKS,))) if is_clear else None
            yield _about(link.url, Span(start, end + 1), "forbid-trailing", {"limit": behind}, fix)


RULE = Rule(
    "links", "links", Severity.ERROR, check, options=Options, expects=lambda options: options.sections,
    names=("target", "path", "limit"),
)  # fmt: skip
