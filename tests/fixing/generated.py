"""Small vaults with everything in them that fixes could damage, and configurations in which every fix is on."""

import tempfile
from functools import cache
from itertools import product
from pathlib import Path

from hypothesis import strategies as st

from support import config_of
from vault_tools.config import Config

TOPICS = "关联主题"
CANONICAL = {"笔记/agents": "笔记/Agent"}

_CONFIG = """
[rules]
final-newline = "warning"
[rules.cjk-spacing]
severity = "warning"
style = "{spacing}"
[rules.cjk-punctuation]
severity = "warning"
style = "{punctuation}"
[rules.wrong-property-type]
types = {{ "日期" = "date", "时间" = "datetime" }}
[[rule]]
id = "fields"
kind = "properties"
[rule.fields.title]
required = true
default = "{{filename}}"
[rule.fields."状态"]
required = true
default = "草稿: 甲"
[rule.fields."发布日期"]
type = "date"
[rule.fields."原文链接"]
instead-of = ["链接", "原文"]
[rule.fields."文件名"]
equals = "filename"
[[rule]]
id = "name"
kind = "filename"
equals = "title"
[[rule]]
id = "headings"
kind = "headings"
levels = {levels}
blank-before = {before}
blank-after = {after}
[[rule]]
id = "sections"
kind = "sections"
order = ["摘要", "正文"]
last = "{topics}"
[[rule]]
id = "topics"
kind = "section-items"
section = "{topics}"
unique = true
[[rule]]
id = "targets"
kind = "links"
target-form = "{form}"
extension = "omit"
[rule.canonical]
"笔记/agents" = "笔记/Agent"
[[rule]]
id = "addresses"
kind = "links"
kinds = ["markdown", "autolink", "bare", "reference", "image", "property"]
strip-parameters = ["utm_*", "spm"]
forbid-trailing = "，。；：！？、）"
"""

SPACINGS = ("spaced", "tight", "consistent")
PUNCTUATIONS = ("fullwidth", "halfwidth", "consistent")
FORMS = ("shortest", "full", "relative")
SETTINGS = tuple(product(SPACINGS, PUNCTUATIONS, FORMS, (1, 0)))


@cache
def configuration(spacing: str, punctuation: str, form: str, blanks: int) -> Config:
    """Return a configuration with every rule that has fixes."""
    spaces = {"levels": "[2, 3]" if blanks else "[1, 2]", "before": 1, "after": blanks}
    toml = _CONFIG.format(spacing=spacing, punctuation=punctuation, form=form, topics=TOPICS, **spaces)
    with tempfile.TemporaryDirectory() as folder:
        return config_of(Path(folder), toml)


# -- what stands in lines ----------------------------------------------------------------------------------------

WORDS = (
    "用Python写", "用 Go 写的工具", "版本3.5发布", "3 个人", "甲", "abc", "x", "Rust", "中文", "第 3 章", "U盘", "12:30", "GPT-4模型",
    ",", ", ", "，", "。", ".", "：", ":", ";", "；", "?", "!", "！", "(见下文)", "（见下文）", " (甲) ", "（a", ")", "、", "“甲”", " ", "  ",
    "**粗Bold体**", "*斜*", "==高亮Hi==", "~~删Del~~", "_x_", "*", "**", "\\#", "\\[", "\\", "`", "``", "$", "%%", "<", ">", "[", "]", "[[", "]]",
    "](", "]:", "!", "|", "#", "^", "~~~", "&amp;", "&#35;", "a_b_c", "a/甲.md", "C:\\x甲", "-", "1.", "\u3000", "\u00a0", "\u200b", "🚀",
)  # fmt: skip
LINKS = (
    "[[Agent]]", "[[agent]]", "[[笔记/Agent]]", "[[笔记/agent.md]]", "[[Agent.md]]", "[[agents]]", "[[笔记/agents|旧名 Old名]]", "[[笔记/agents#用法]]",
    "[[记忆]]", "[[记忆#定义]]", "[[memory|记忆Mem]]", "[[模型]]", "[[甲/模型]]", "[[../甲/模型]]", "[[./Agent]]", "[[不在]]", "[[不在#用法]]", "[[]]",
    "[[Agent#用法]]", "[[agent#用法#细节 Detail]]", "[[#用法]]", "[[#摘要]]", "[[Agent#^b1]]", "[[#^b1]]", "[[Agent#没有]]", "[[a#摘要#要点]]", "[[ Agent ]]", "[[Agent\\|甲]]",
    "![[Agent]]", "![[agent#用法]]", "![[图.png]]", "![[图.PNG|100]]", "[[图.png]]", "[[#]]", "[[Agent|]]", "[[b]]", "[[B|二]]", "[[a]]",
    "[甲](Agent.md)", "[甲](../笔记/agent.md#用法)", "[甲 A甲](<笔记/agent.md> \"题, t\")", "[甲](%E7%AC%94%E8%AE%B0/agents.md)", "[甲](记忆)", "[甲](记忆.md)", "![图](图.PNG)", "[甲](#用法)",
    "[甲](agent%2Emd)", "[甲](笔记/Agent)", "[甲][r]", "[r]", "[r][]", "[[1]](https://e.com/?utm_source=a)", "[[a]](Agent.md)", "\\[[Agent]]", "[\\[x](agent.md)",
    "[w](https://e.com/?utm_source=x&b=1)", "[w](<https://e.com/a?b=1&utm_medium=y#f> 'z')", "<https://e.com/?utm_source=a>", "https://e.com/a?utm_medium=b", "https://e.com/a?spm=1.2&c=d，",
    "https://e.com。", "http://e.com/甲，乙", "https://e.com/a)", "(https://e.com/a)，", "见https://e.com；", "**https://e.com**，", "![i](https://e.com/i.png?utm_source=q)", "https://e.com/?utm_source=a&utm_medium=b）",
)  # fmt: skip
OTHERS = (
    "`code代码Code,`", "``a ` 甲b``", "`[[agent]]`", "$x甲y, z$", "$$E甲=mc$$", "%%注comment注,释%%", "%%[[agent]]%%", "<!-- 注A, [[agent]] -->", "<b>粗B</b>", "<span title=\"甲a,乙\">甲b</span>",
    "<br>", "#标签", "#tag/子", "#标签a,", " #t ", "#1", "#甲，乙", "[^1]", "[^甲]", "^[注a,释]", " ^b1", " ^b2", "{{占位a}}", "<% tp %>", "[x:: 甲a]", "key:: 甲",
    "  \n", "\\\n", "\n", "\n", "\n\t", "\n  ", "\n> ", "\n- ", "\n# ", "\n--", "\n==", "\n1. ", "\n| a甲 | [[agent|甲]] |\n", "%% vault-ignore cjk-spacing targets %%", "<!-- vault-ignore -->",
)  # fmt: skip

_fragments = st.one_of(st.sampled_from(WORDS), st.sampled_from(LINKS), st.sampled_from(OTHERS), st.sampled_from(WORDS))
_text = st.lists(_fragments, min_size=1, max_size=7).map("".join)
_lines = st.lists(_fragments.filter(lambda text: "\n" not in text), min_size=1, max_size=5).map("".join)

# -- what stands in notes ----------------------------------------------------------------------------------------

TITLES = (
    "摘要",
    "正文",
    TOPICS,
    "用法",
    "要点",
    "细节 Detail",
    "Agent的用法,甲",
    "[[agent]] 甲",
    "摘要 ^b3",
    "`code` 甲",
    "#标签 x",
    "后记",
)
_titles = st.sampled_from(TITLES)
_atx = st.builds("{} {}".format, st.sampled_from(("##", "##", "##", "#", "###")), _titles)
_setext = st.builds("{}\n{}".format, _titles, st.sampled_from(("---", "===", "-", "  ----  ")))
_marker = st.sampled_from(
    ("- ", "- ", "- ", "* ", "+ ", "1. ", "2) ", "- [ ] ", "- [x] ", "  - ", "    - ", "\t- ", "> - ", "-   ", "-\n  ")
)
_items = st.lists(st.builds("{}{}".format, _marker, _lines), min_size=1, max_size=4)
_list = st.tuples(st.sampled_from(("\n", "\n", "\n\n")), _items).map(lambda drawn: drawn[0].join(drawn[1]))
_topic = st.builds(
    "- {}{}".format, st.sampled_from(LINKS[:46]), st.sampled_from(("", "", "", "", " ", "：说明a", " #t", " ^b4", " [^1]", " %%c%%", "\n  续", "\n  - [[Agent]]"))
)  # fmt: skip
_topics = st.lists(_topic, min_size=1, max_size=5).flatmap(
    lambda items: st.permutations([*items, *items[:1]]).map("\n".join)
)
_section = st.builds("## {}\n{}{}".format, st.just(TOPICS), st.sampled_from(("\n", "\n", "", "引言\n\n")), _topics)
BLOCKS = (
    "```\n[[agent]], 用Python写\n```", "```py\nx = '甲a，'\n\n## 用法\n```", "~~~\n甲a\n~~~", "```\n甲a\n", "    代码a, [[agent]]", "$$\nx甲y, z\n$$", "%%\n注a, [[agent]] #t\n%%", "%%\n注a\n",
    "<!--\n注a，[[agent]]\n-->", "<div>\n甲a, [[agent]]\n</div>", "<details>\n\n甲a, [[agent]]\n\n</details>", "| 甲a | [[agent\\|x甲]] |\n|---|---|\n| 用Go写, | [[agents\\|甲a]] |",
    "甲a | [[记忆]]\n--- | ---\n[[记忆]] | b甲,", "> [!note] 题a, 甲\n> 正文b，[[agent]] ，x", "> 引a\n> ## 用法\n> - [[agent]]", "- 甲a\n  ## 用法\n  乙b", "[^1]: 注a，[[agent]]", "[^甲]: 注\n    续a甲",
    "[r]: agent.md", "[r]: <笔记/agents.md> \"题a甲\"", "[r]: https://e.com/?utm_source=a&b=c", "[r]:\n笔记/agent.md", "---", "***", "段a甲 ^b1", "^b1", "甲a\n^b2", "- 甲a ^b5", "- [[agent]]\n- [[Agent]]\n- [[记忆]]",
    "%% vault-ignore %%", "%% vault-ignore topics -- 原因a甲 %%\n- [[Agent]]\n- [[Agent]]", "<!-- vault-ignore headings sections -->", "<<<<<<< a\n甲a\n=======\n乙b\n>>>>>>> b", "* * *", "#", "##", "## ", "=", "-", "+", "1.",
    "![[agent]]", "#标签 #t", "<b>", "</div>", "<https://e.com/?utm_source=a>\n", "\\\n", "　　首行a甲,", "\t", "  ", "甲a\u2028乙b", "a\x0b甲",
)  # fmt: skip
_block = st.one_of(_text, _text, _atx, _atx, _setext, _list, _section, st.sampled_from(BLOCKS), st.sampled_from(BLOCKS))
_gap = st.sampled_from(("\n\n", "\n\n", "\n", "\n\n\n", "\n \n", "\n\n\n\n"))
_body = st.lists(st.builds("{}{}".format, _block, _gap), max_size=7).map("".join)

HEAD_LINES = (
    "title: 甲a", "title: \"甲: 乙\"", "title: 甲: 乙", "title：甲a", "title:", "title: ''", "标题: x", "状态: 完成 # 注a", "状态:", "状态: \"\"", "状态:   ", "状态: null",
    "发布日期: 2026年2月27日", "发布日期: \"2026/2/27\" # 注", "发布日期: '2026-2-7'", "发布日期: 2026-02-27", "日期： 2026.02.27", "日期: [2026年2月27日]", "时间: 2026/2/27 8:30",
    "链接: https://e.com/?utm_source=a&b=1", "原文: x", "原文链接: \"https://e.com/?b=1&utm_source=a\" # 注a", "网址:\n  - https://e.com/?utm_source=a\n  - <https://e.com/?spm=1>", "链接：https://e.com/?utm_source=a",
    "相关: [[agent]]", "相关: \"[[agent]]\"", "相关: '[[笔记/agents|甲\"a]]'", "相关:\n  - [[agent]]\n  - \"[[记忆]]\"", "相关:\n- \"[[Agent#用法]]\"\n- x", "相关: [[[a]], [[b]]]", "相关: [\"[[agent]]\", '[[记忆|m]]']", "相关: [[agent]], [[b]]",
    "tags: [a, 标签]", "tags:\n  - a\n  - \"#b\"", "tags: a, b", "tags： [a]", "aliases: [记忆, Mem]", "aliases: 别名", "aliases：[记忆]", "嵌套:\n  甲: 1\n  乙: [x, \"[[agent]]\"]", "嵌套： {a: 1}",
    "说明: |\n  甲a，[[agent]]\n\n  # x", "说明: >-\n  甲a: b\n  c", "说明: @甲", "说明: *甲", "说明: `a`", "说明: 甲 #注", "说明: \"未完", "说明: a\t", "# 注a: [[agent]]", "  # 注", "", "文件名: 别的", "文件名: a", "数: 0x1F", "真: yes",
    "vault-ignore: [cjk-spacing]", "- x", "甲", "甲a：", "\"引: 号\": 1", "? 复杂", "title: 甲b", "&锚 甲: 1", "甲: &锚 [1]", "乙: *锚", "丙: !!str 1", "%TAG", "...", "甲: 'it''s [[agent]]'", "甲: \"\\u0041 [[agent]]\"",
)  # fmt: skip
_head = st.builds(
    lambda opening, lines, closing: "\n".join((opening, *lines, closing)) + "\n",
    st.sampled_from(("---", "---", "---", "---", "---  ", "---\t", " ---", "\n---")),
    st.lists(st.sampled_from(HEAD_LINES), max_size=5),
    st.sampled_from(("---", "---", "---", "---", "---", "---\n", "--- ", "...", "")),
)
_good_head = st.lists(st.sampled_from(HEAD_LINES), min_size=1, max_size=3, unique=True).map(
    lambda lines: "\n".join(("---", *lines, "---", ""))
)


def _finished(head: str, body: str, ending: str, line_end: str, mark: str) -> str:
    text = mark + head + body.rstrip("\n") + ending
    if line_end == "mixed":
        lines = text.split("\n")
        return "".join(line + ("\n", "\r\n")[index % 2] for index, line in enumerate(lines[:-1])) + lines[-1]
    return text.replace("\n", line_end)


notes = st.builds(
    _finished,
    st.one_of(st.just(""), _head, _good_head, _good_head),
    _body,
    st.sampled_from(("\n", "\n", "", "\n\n", "  ", "\n  ")),
    st.sampled_from(("\n", "\n", "\n", "\n", "\r\n", "\r\n", "\r", "mixed")),
    st.sampled_from(("", "", "", "", "", "\ufeff")),
)
PATHS = ("a.md", "甲/b.md", "笔记/Agent.md", "笔记/memory.md")
_FIXED = {"图.png": "", "甲/模型.md": "模型\n", "乙/模型.md": "## 摘要\n\n段 ^b1\n"}
_TARGETS = {
    "笔记/Agent.md": "---\ntitle: Agent\n状态: x\n---\n\n## 用法\n\n### 细节 Detail\n\n段 ^b1\n",
    "笔记/memory.md": "---\ntitle: memory\n状态: x\naliases: [记忆]\n---\n\n## 定义\n",
    "笔记/agents.md": "---\ntitle: agents\n状态: x\n---\n\n## 用法\n",
}


@st.composite
def vaults(draw: st.DrawFn) -> dict[str, str]:
    """Draw a vault of two to four notes, besides the files that these link to."""
    files = {**_FIXED, "a.md": draw(notes), "甲/b.md": draw(notes)}
    for path, text in _TARGETS.items():
        if path != "笔记/agents.md" or draw(st.booleans()):
            files[path] = draw(notes) if draw(st.integers(0, 3)) == 0 else text
    return files
