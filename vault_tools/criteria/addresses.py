"""What the addresses of links may be: the options about them, and where an address does not keep to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from vault_tools.literals import required_literals
from vault_tools.messages import Words
from vault_tools.patterns import Pattern, any_of, compile_pattern
from vault_tools.urls import strip_parameters

_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*+:)?//(?:[^/?#@]*+@)?(?:\[([^\]/?#]*+)\]|([^/?#:]*+))", re.IGNORECASE)
_PATH = re.compile(r"(?:[a-z][a-z0-9+.-]*+:)?(?://[^/?#]*+)?([^?#]*+)", re.IGNORECASE)
_MAX_HOST = 256  # characters; no host has more


class Objection(NamedTuple):
    """An option that an address violates, and what a message about it names: `limit`, and groups of the pattern."""

    option: str
    values: dict[str, Words]


@dataclass(frozen=True)
class Addresses:
    """What addresses may be. Options of kinds inherit these."""

    forbid_hosts: tuple[str, ...] = field(
        default=(), metadata={"doc": "hosts that may not be linked to; `*.host` means those below it", "single": True}
    )
    forbid_url_pattern: tuple[str, ...] = field(
        default=(),
        metadata={
            "doc": "regular expressions that no address may match, nor the target of a Markdown link",
            "format": "pattern",
            "single": True,
        },
    )
    forbid_extensions: tuple[str, ...] = field(
        default=(),
        metadata={"doc": "extensions, without the dot, of files that may not be linked to: `exe`", "single": True},
    )
    strip_parameters: tuple[str, ...] = field(
        default=(),
        metadata={"doc": "parameters that addresses should not have: `spm`, `utm_*`, `HOST/from`", "single": True},
    )

    def may_object(self, urls: str) -> bool:
        """Whether any of these addresses, one a line, may be objected to. Mostly no word stands there that matters."""
        if not urls or self._telling is None or not urls.isascii() or (self.strip_parameters and "?" in urls):
            return bool(urls)
        return self._telling.search(urls)

    def objections(self, url: str) -> Iterator[Objection]:
        """Yield the options that an address violates, but for its parameters."""
        if self._hosts and (host := self._forbidden_host(host_of(url))):
            yield Objection("forbid-hosts", {"limit": host})
        yield from self.matches(url)
        if self._suffixes and (extension := self.forbidden_extension(path_of(url))):
            yield Objection("forbid-extensions", {"limit": extension})

    def matches(self, url: str) -> Iterator[Objection]:
        """Yield the first forbidden pattern that an address matches."""
        for pattern, compiled in self._patterns:
            if found := compiled.find(url):
                yield Objection("forbid-url-pattern", {**found.groups, "limit": pattern})
                return

    def forbidden_extension(self, path: str) -> str:
        """Return the forbidden extension that a file's path ends in, without its dot, or an empty string."""
        name = path.rpartition("/")[2].lower()
        if not name.endswith(self._suffixes):
            return ""
        return next(suffix[1:] for suffix in self._suffixes if name.endswith(suffix))

    def stripped(self, url: str) -> str:
        """Return an address without the parameters that it should not have."""
        return strip_parameters(url, self.strip_parameters) if self.strip_parameters and "?" in url else url

    def dropped(self, url: str) -> tuple[str, ...]:
        """Return the names of the parameters that an address has and should not have."""
        wanted = self.stripped(url)
        if wanted == url:
            return ()
        kept = set(_parameters(wanted))
        return tuple(dict.fromkeys(text.partition("=")[0] for text in _parameters(url) if text not in kept))

    @cached_property
    def judges(self) -> bool:
        """Whether any option is about whole addresses."""
        return bool(self.forbid_hosts or self.forbid_url_pattern or self.forbid_extensions or self.strip_parameters)

    @cached_property
    def _hosts(self) -> frozenset[str]:
        return frozenset(host.lower().strip("[]").rstrip(".") for host in self.forbid_hosts)

    @cached_property
    def _patterns(self) -> list[tuple[str, Pattern]]:
        return [(pattern, compile_pattern(pattern)) for pattern in self.forbid_url_pattern]

    @cached_property
    def _suffixes(self) -> tuple[str, ...]:
        return tuple(f".{extension.lower().lstrip('.')}" for extension in self.forbid_extensions)

    @cached_property
    def _telling(self) -> Pattern | None:
        """Words of which an ASCII address holds one if it is forbidden; None where that cannot be told."""
        needed = [required_literals(pattern) for pattern in self.forbid_url_pattern]
        hosts = [host.removeprefix("*.") for host in self._hosts]
        words = (*hosts, *self._suffixes, *chain.from_iterable(needed))
        return any_of(tuple(map(re.escape, words)), ignore_case=True) if words and all(needed) else None

    def _forbidden_host(self, host: str) -> str:
        if host in self._hosts:
            return host
        while "." in host and len(host) < _MAX_HOST:
            host = host.partition(".")[2]
            if f"*.{host}" in self._hosts:
                return f"*.{host}"
        return ""


def host_of(url: str) -> str:
    """Return an address's host in lower case, without port and brackets; empty where it has none."""
    found = _HOST.match(url)
    return (found[1] or found[2] or "").lower().rstrip(".") if found else ""


def path_of(url: str) -> str:
    """Return an address's path in lower case, without host, query and place in the page."""
    found = _PATH.match(url)
    return found[1].lower() if found else ""


def _parameters(url: str) -> list[str]:
    return url.partition("#")[0].partition("?")[2].replace("&amp;", "&").split("&")
