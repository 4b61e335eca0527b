"""A small vault to be searched, and indexes of vaults in folders of the tests."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import strategies as st

from search.fts5_engine import Fts5Engine
from vault_tools import api
from vault_tools.cache import FactsCache
from vault_tools.config import load_config
from vault_tools.search.engines import Engine
from vault_tools.search.engines.whoosh import WhooshEngine
from vault_tools.search.index import Index, Observer

if find_spec("tantivy"):
    from vault_tools.search.engines.tantivy import TantivyEngine

    _TANTIVY = pytest.param(TantivyEngine(), id="tantivy")
else:
    _TANTIVY = pytest.param(None, id="tantivy", marks=pytest.mark.skip(reason="needs the extra `fast`"))
WHOOSH = pytest.param(WhooshEngine(), id="whoosh")
ENGINES = [WHOOSH, _TANTIVY]
"""The engines that people use."""
EVERY_ENGINE = [*ENGINES, pytest.param(Fts5Engine(), id="fts5")]
_in_use: list[Engine] = [WhooshEngine()]

FAMILY = "👨\u200d👩\u200d👧"
ACCENT = "e\u0301"

SHELF: dict[str, str | bytes] = {
    "vault.toml": '[vault]\nproperty-aliases = { "作者" = ["author"], "来源" = ["source"] }\n',
    "双链.md": """\
---
title: 双链与索引
aliases: [反向链接, Backlink]
来源: 微信公众号
作者: 宝玉
发布日期: 2024-05-12
tags: [笔记, ai/agents]
Stars: 1200
完成: true
---
# 双链与索引

双链让笔记互相找到，索引让笔记被找到。

## 做法

用 [[知识库]] 与 [[标签#规则|标签的规则]] 互相引用。

- [ ] 整理旧笔记
- [x] 建立索引 #流程
- 不是任务，只是整理
""",
    "知识库.md": """\
---
来源:
  - 书
  - 微信公众号
作者: [林 舟, 宝玉]
发布日期: 2024-01-31
tags: AI
Stars: 300
完成: false
---
個人知識庫裏的雙鏈，不是終點。

Front Matter 写在最前面，front-matter 也有人写。

- [-] 取消的任务：搬家
""",
    "资源/检索.md": """\
---
title: 检索系统笔记
author: Simon
发布日期: 2023-11
Stars: 99.5
备注:
空的: []
---
ERP审批与 ERP 流程；用 next.js、C++ 和 GPT-4o 写成，见 https://example.com/a?b=1 。

```python
def 检索(query):  # tag:代码 #不是标签

    return index[query]
```

| 引擎 | 中位数 |
|---|---|
| FTS5 | 20 毫秒 |
""",
    "资源/流水账.txt": """\
---
title: 流水账
来源: 微信公众号
作者: 林舟
发布日期: 2022-08-01
---
早上七点半出门，路过菜市场的时候想起昨天的双链还没有写完。
""",
    "资源/清单.txt": "这不是笔记，没有人写双链。\n",
    "日记/2024-05-12.md": """\
---
发布日期: 2024-05-12
心情: 3
---
12:30 吃饭。

- [ ] call Simon
- [ ] email Simon
- [x] 整理 email
""",
    "标签.md": """\
# 标签

正文里的 #笔记/方法 与 #2024年 与 #AI 三种。

## 规则

标签不含空格。[[双链]]

## 例子

好标签：短。
""",
    "实践：从零开始.md": """\
---
source: [播客]
发布日期: 2025-02-03
---
Re:Zero 不是操作符，来源： 也不是。Notes on running: he runs, they ran.

见 [[双链#做法]] 和 ![[图.png]]。
""",
    "草稿.md": "索引的草稿，用ＡＩ写。\r\n\r\n第二段：AI 与 ai。\r\n尾行",
    "图谱.canvas": '{"nodes":[{"id":"1","type":"text","text":"画布上的双链\\n第二行"},{"id":"2","type":"file","file":"双链.md"}],"edges":[]}',
    "图.png": b"\x89PNG",
    "表情.md": f"caf{ACCENT} 与 café；一家人 {FAMILY} 去旅行 🇨🇳🇺🇸，按 1\ufe0f\u20e3 。\n",
    "标签页.md": "浏览器的标签页：标签，标签，标签，还是标签。\n",
    "空.md": "",
}  # fmt: skip
"""About a dozen notes in the first users' shape, a canvas, a text file that is no note, and an image."""

BODIES = {
    path: content.split("---\n", 2)[2] if content.startswith("---\n") else content
    for path, content in SHELF.items()
    if isinstance(content, str) and path.endswith((".md", "流水账.txt"))
}
"""The texts behind the front matter, by path."""

LINES = [line for body in BODIES.values() for line in body.splitlines() if line.strip()]


@st.composite
def substrings(draw: st.DrawFn) -> str:
    line = draw(st.sampled_from(LINES))
    start = draw(st.integers(0, len(line) - 1))
    return line[start : start + draw(st.integers(1, 8))]


def use(engine: Engine) -> Engine:
    """Have the indexes of tests made by an engine, unless they ask for another one; return the one before."""
    _in_use.append(engine)
    return _in_use.pop(0)


def index_of(root: Path, folder: Path, engine: Engine | None = None, said: list[str] | None = None) -> Index:
    """Return the index of a vault that lies in `folder`, as it was left; `said` gets the keys of what is said."""
    config, cache = load_config(str(root)), FactsCache(str(folder))
    heard = said if said is not None else []
    observer = Observer(say=lambda key, **values: heard.append(key))
    return Index(
        str(folder / "search"),
        engine or _in_use[0],
        lambda: api._source(str(root), config, cache),
        observer,
    )


def built(root: Path, folder: Path, engine: Engine | None = None, said: list[str] | None = None) -> Index:
    """Return the index of a vault, brought up to date."""
    index = index_of(root, folder, engine, said)
    index.refresh()
    return index


def found(index: Index, query: str) -> set[str]:
    """Return the paths of the notes that fit in full."""
    return {document.path for document in index.search(query).all}


def state(index: Index) -> tuple:
    """Return all that an index knows and some of what it finds, to be compared with what another one does."""
    queries = ('content:"的"', "笔记", "file:.", "task:整理", "[来源]", "links-to:甲", "/^第/", "-双链")
    return list(index.export()), {query: found(index, query) for query in queries}


def is_right(index: Index, root: Path, folder: Path) -> bool:
    """Whether an index knows what one that is built anew in `folder` does."""
    fresh = built(root, folder)
    return state(index) == state(fresh)
