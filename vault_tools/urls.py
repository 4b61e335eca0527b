"""Addresses of pages: without the parameters that only follow readers around, and in a form that can be compared."""

import re
from collections.abc import Sequence
from functools import lru_cache

TRACKING_PARAMETERS = (
    "utm_*", "spm", "scm", "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid",
    "ttclid", "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "__hs*", "vero_id", "oly_*", "wt_mc",
    "li_fat_id", "ref_src", "ref_url", "share_source", "share_medium", "share_plat", "share_session_id", "share_tag",
    "share_times", "share_from", "share_token", "spm_id_from", "vd_source", "from_spmid", "unique_k",
    "qq.com/chksm", "qq.com/scene", "qq.com/subscene", "qq.com/clicktime", "qq.com/enterid", "qq.com/sessionid",
    "qq.com/from", "qq.com/isappinstalled", "qq.com/mpshare", "qq.com/srcid", "qq.com/sharer_*", "qq.com/nwr_flag",
    "qq.com/exportkey", "qq.com/pass_ticket", "qq.com/wx_header", "qq.com/ascene", "qq.com/devicetype",
    "qq.com/nettype", "qq.com/poc_token", "weibo.com/from", "weibo.cn/from", "zhihu.com/from_voters_page",
    "bilibili.com/from", "bilibili.com/seid", "bilibili.com/bbid", "bilibili.com/ts", "douban.com/from",
    "xiaohongshu.com/xsec_*", "xiaohongshu.com/share_id", "xiaohongshu.com/xhsshare", "youtube.com/si", "youtu.be/si",
    "youtube.com/feature", "spotify.com/si", "twitter.com/s", "x.com/s", "medium.com/source",
)  # fmt: skip
"""Parameters that no page needs: a name, or the beginning of names before `*`; behind `HOST/`, only there and below.

Words that are also an honest address's (`from`, `share`, `source`) are named for a host or not at all.
"""

_ADDRESS = re.compile(r"(?:(https?):)?//([^/?#\s]+)([^?#]*)(\?[^#]*)?(#.*)?", re.IGNORECASE | re.DOTALL)
_SEPARATOR = re.compile(r"(&(?:amp;)?)")
_DEFAULT_PORT = re.compile(r":(?:80|443)?\Z")


def is_address(text: str) -> bool:
    """Whether a text is the address of a page: `http:`, `https:` or `//`, a host, and no blanks."""
    return _ADDRESS.fullmatch(text) is not None and text.split() == [text]


def strip_parameters(url: str, patterns: Sequence[str] = TRACKING_PARAMETERS) -> str:
    """Return an address without the parameters that `patterns` name; as it is where it has none of them.

    The patterns are written as those of TRACKING_PARAMETERS. What is left keeps its order and its spelling.
    """
    found = _ADDRESS.fullmatch(url)
    if found is None or not found[4]:
        return url
    names, beginnings = _named(_host(found[2]), tuple(patterns))
    first, *rest = _SEPARATOR.split(found[4][1:])
    parameters = [("?", first), *zip(rest[::2], rest[1::2], strict=True)]
    kept = [
        (mark, text)
        for mark, text in parameters
        if (name := text.partition("=")[0].lower()) not in names and not name.startswith(beginnings)
    ]
    if len(kept) == len(parameters):
        return url
    query = "".join((mark if place else "?") + text for place, (mark, text) in enumerate(kept))
    return url[: found.start(4)] + query + (found[5] or "")


@lru_cache(1_000)  # thousands of addresses are of the same hosts
def _named(host: str, patterns: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the names of parameters that `patterns` name at a host, and the beginnings of names."""
    names = []
    for pattern in patterns:
        where, _, name = pattern.lower().rpartition("/")
        if not where or host == where or host.endswith(f".{where}"):
            names.append(name)
    beginnings = tuple(name[:-1] for name in names if name.endswith("*"))
    return frozenset(name for name in names if not name.endswith("*")), beginnings


def _host(authority: str) -> str:
    host = _DEFAULT_PORT.sub("", authority.lower()).removesuffix(".")
    return host.removeprefix("www.")


def comparable_address(url: str) -> str:
    """Return an address as it is compared: what leads to the same page is mostly the same text.

    Without scheme, `www.`, a default port, a slash at the end, tracking parameters and the place in the page; the host
    in lower case, the parameters sorted. What stands behind `#/` or `#!` is an address of its own and stays.
    """
    found = _ADDRESS.fullmatch(strip_parameters(url.strip()))
    if found is None:
        return url.strip()
    query = "&".join(sorted(filter(None, (found[4] or "")[1:].replace("&amp;", "&").split("&"))))
    place = found[5] if found[5] and found[5].startswith(("#/", "#!")) else ""
    return _host(found[2]) + found[3].rstrip("/") + (f"?{query}" if query else "") + place
