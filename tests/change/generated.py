"""Small vaults in which much depends on other files, and whatever may be done to them."""

from hypothesis import strategies as st

from change.sides import Files

PATHS = (
    "a.md", "b.md", "t.md", "T.md", "甲/t.md", "甲/a.md", "乙/t.md", "乙/甲/a.md", "x.md", "x.md.md", "ΑΣ.md", "e\u0301.md", "é.md",
    "图.png", "甲/图.png", "t", "t.canvas", "卡.canvas", "表.base", "甲/x.txt", "a.b.md", "about.md", "乙/README.md",
)  # fmt: skip
TARGETS = (
    "a", "b", "t", "T", "甲/t", "乙/t", "./t", "../t", "../甲/a", "甲/a", "a.md", "x", "x.md", "x.md.md", "ΑΣ", "ας", "é", "e\u0301", "图.png", "甲/图.png",
    "t.md", "/t", "/甲/t", "t.canvas", "卡.canvas", "表.base", "别名", "别名甲", "Other", "a.b", "没有", "out", "README", "x.txt", "",
)  # fmt: skip
SUBPATHS = ("", "", "", "#用法", "#用法#细节", "#^b1", "#没有", "#T", "#[^1]")
_targets = st.sampled_from(TARGETS)
_names = st.builds("{}{}".format, _targets, st.sampled_from(SUBPATHS))
_links = st.one_of(
    st.builds("[[{}]]".format, _names),
    st.builds("[[{}]]".format, _names),
    st.builds("[[{}|名]]".format, _names),
    st.builds("![[{}]]".format, _names),
    st.builds("[名](<{}>)".format, _names),
    st.builds("[名](<{}.md>)".format, _targets),
)
_items = st.lists(st.builds("- {}\n".format, _links), max_size=3).map("".join)
_IGNORES = (
    "%% vault-ignore %%", "%% vault-ignore broken-link %%", "%% vault-ignore-file orphan-note %%",
    "%% vault-ignore-file pairs unique duplicate %%", "%% vault-ignore broken-heading alias-link %%",
)  # fmt: skip
_blocks = st.one_of(
    st.builds("{}\n".format, _links),
    st.builds("{} {}\n".format, _links, _links),
    st.builds("{} {}\n".format, _links, st.sampled_from(_IGNORES)),
    st.builds("## 关联\n\n{}".format, _items),
    st.sampled_from(
        ("## 用法\n", "### 细节\n", "# T\n", "## 关联\n", "段 ^b1\n", "[^1]: 注\n", "TODO\n", "正文用Python写\n", *(f"{text}\n" for text in _IGNORES))
    ),
)  # fmt: skip
_heads = st.lists(
    st.sampled_from(
        (
            "title: 甲", "title: 乙", "aliases: [别名, Other]", "aliases: 别名甲", "aliases: t", "状态: 草稿", "状态: 完成", "编号: 1", "编号: 2", "日期: 2024年1月1日",
            "相关: \"[[t]]\"", "相关: [\"[[甲/t]]\", \"[[别名]]\"]", "vault-ignore: [broken-link]", "数: 3", "网址: https://e.com/a", "坏: [",
        )
    ),
    max_size=3,
    unique_by=lambda line: line.partition(":")[0],
).map(lambda lines: "".join(("---\n", *(f"{line}\n" for line in lines), "---\n")) if lines else "")  # fmt: skip
_notes = st.builds("{}{}".format, _heads, st.lists(_blocks, max_size=5).map("\n".join))
_canvases = st.builds(
    '{{"nodes": [{{"id": "1", "type": "file", "file": "{}", "x": 0, "y": 0, "width": 1, "height": 1}}], "edges": []}}'.format,
    st.sampled_from(PATHS),
)
_bases = st.builds('filters: file.hasLink("{}")\n'.format, _targets)

RULES = (
    '[[rule]]\nid = "pairs"\nkind = "reciprocal"\nsection = "关联"\n',
    '[[rule]]\nid = "duplicate"\nkind = "duplicates"\nby = ["title", "file-name", "property:编号", "body"]\nmin-length = 1\n',
    '[[rule]]\nid = "unique"\nkind = "properties"\n[rule.fields."编号"]\nunique = true\n[rule.fields.title]\nequals = "filename"\n',
    '[[rule]]\nid = "items"\nkind = "section-items"\nsection = "关联"\nmust-resolve = true\nno-self-link = true\ntargets-in = ["/甲/**", "t.md"]\nunique = true\n',
    '[[rule]]\nid = "targets"\nkind = "links"\nforbid-targets = ["/乙/**"]\ntarget-form = "shortest"\n[rule.canonical]\n"别名" = "甲/t"\n',
    '[[rule]]\nid = "form"\nkind = "links"\ntarget-form = "full"\nextension = "omit"\n[rule.only-in-sections]\n"/甲/**" = ["关联"]\n',
    '[[rule]]\nid = "place"\nkind = "path"\nmax-depth = 1\nrequire-files = ["甲/t.md", "b.md"]\nextensions = ["md", "png"]\n',
    '[[rule]]\nid = "outline"\nkind = "sections"\nfiles = ["/甲/**"]\nrequired = ["用法", "关联"]\nextra = "forbid"\n',
    '[[rule]]\nid = "drafts"\nkind = "text"\nforbid-patterns = ["TODO"]\n[rule.when]\nproperty = "状态"\nany-of = ["草稿"]\n',
    '[[rule]]\nid = "idle"\nkind = "section-items"\nsection = ["关联", "用法"]\nmin-items = 1\n',
    '[[rule]]\nid = "expected"\nkind = "duplicates"\nby = ["property:编号", "property:网址"]\n',
    '[[rule]]\nid = "nowhere"\nkind = "tags"\nfiles = ["/丙/**"]\nmin-tags = 1\n',
    '[[rule]]\nid = "names"\nkind = "filename"\nequals = "title"\n',
    '[[rule]]\nid = "headed"\nkind = "headings"\nunique = true\nlevels = [2, 3]\n',
)  # fmt: skip
_OFF = 'missing-property = "off"\n'  # that it lists names is for other tests
_HEADS = (
    f"[rules]\n{_OFF}", '[rules]\norphan-note = "info"\ndead-end = "info"\n' + _OFF, '[per-file-ignores]\n"甲/**" = ["broken-link", "orphan-note"]\n[rules]\norphan-note = "info"\n' + _OFF,
    '[vault]\nexclude = ["乙/**"]\nproperty-aliases = { aliases = ["title"] }\n[rules]\norphan-note = "warning"\n' + _OFF,
)  # fmt: skip
_configs = st.builds(
    lambda head, rules: "\n".join((head, *rules)),
    st.sampled_from(_HEADS),
    st.lists(st.sampled_from(RULES), max_size=5, unique=True),
)


def text_of(path: str) -> st.SearchStrategy[str]:
    """Return texts for the file at `path`."""
    if path.endswith(".canvas"):
        return _canvases
    if path.endswith(".base"):
        return _bases
    if path.endswith(".txt"):
        return _notes.map(lambda text: text if text.startswith("---") else f"---\n---\n{text}")
    return _notes if path.endswith(".md") else st.sampled_from(("", "x"))


@st.composite
def vaults(draw: st.DrawFn) -> dict[str, str]:
    """Draw a vault with a configuration."""
    paths = draw(st.lists(st.sampled_from(PATHS), min_size=2, max_size=8, unique=True))
    return {"vault.toml": draw(_configs), **{path: draw(text_of(path)) for path in paths}}


@st.composite
def changed(draw: st.DrawFn, before: Files) -> tuple[dict[str, str], dict[str, str]]:
    """Draw what becomes of a vault in one to three steps, and what is renamed in them."""
    after, renames = dict(before), dict[str, str]()
    for _ in range(draw(st.integers(1, 3))):
        kept = [path for path in before if path in after and path != "vault.toml" and path not in renames.values()]
        free = [path for path in PATHS if path not in after and path not in before]
        step = draw(st.sampled_from(("edit", "edit", "line", "add", "delete", "rename", "swap", "config")))
        if step == "add" and free:
            path = draw(st.sampled_from(free))
            after[path] = draw(text_of(path))
        elif step == "config":
            if draw(st.integers(0, 3)) == 0:
                after["vault.toml"] = draw(_configs)
        elif kept:
            _take(draw, step, draw(st.sampled_from(kept)), after, renames, free, kept)
    return after, renames


def _take(
    draw: st.DrawFn, step: str, path: str, after: dict[str, str], renames: dict[str, str], free: list[str], kept: list[str]
) -> None:  # fmt: skip
    if step == "edit":
        after[path] = draw(text_of(path))
    elif step == "line" and path.endswith(".md"):
        lines = after[path].split("\n")
        place = draw(st.integers(0, len(lines) - 1))
        lines[place : place + draw(st.integers(0, 2))] = draw(st.lists(_blocks.map(lambda text: text[:-1]), max_size=2))
        after[path] = "\n".join(lines)
    elif step == "delete":
        del after[path]
    elif step == "rename" and free:
        after[new] = after.pop(path) if (new := draw(st.sampled_from(free))) else ""
        renames[path] = new
    elif step == "swap" and len(kept) > 1:
        other = draw(st.sampled_from([one for one in kept if one != path]))
        after[path], after[other] = after[other], after[path]
