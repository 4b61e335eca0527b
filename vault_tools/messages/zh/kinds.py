"""What kinds of house rules say, in Chinese, where a rule has no message of its own."""

MESSAGES = {
    # -- properties --
    "properties.enum": "“{name}”是 {shown}，只能是：{limit}",
    "properties.pattern": "“{name}”是 {shown}，不符合 {limit}",
    "properties.min": "“{name}”是 {shown}，不能小于 {limit}",
    "properties.max": "“{name}”是 {shown}，不能大于 {limit}",
    "properties.earliest": "“{name}”是 {value}，不能早于 {limit}",
    "properties.latest": "“{name}”是 {value}，不能晚于 {limit}",
    "properties.min-length": "“{name}”太短（{length} 个字符，至少要有 {limit} 个）",
    "properties.max-length": "“{name}”太长（{length} 个字符，最多只能有 {limit} 个）",
    "properties.forbid-pattern": "“{name}”是 {shown}，其中不能有“{match}”",
    "properties.any-word": "“{name}”是 {shown}，应含有这些词之一：{limit}",
    "properties.forbid-suffix": "“{name}”是 {shown}，不能以“{limit}”结尾",
    "properties.script": "“{name}”是 {shown}，里面没有 {limit} 文字",
    "properties.forbidden": "这里不能有属性“{name}”，请删掉",
    "properties.extra": "这些笔记不能有属性“{name}”",
    "properties.empty": "“{name}”是空的，请填写或删掉",
    "properties.key": "属性名“{name}”里不能有“{match}”",
    "properties.instead-of": "“{name}”应写成“{limit}”",
    "properties.unique": "“{name}”是 {shown}，与 {limit} 重复",
    "properties.equals.filename": "“{name}”是 {shown}，而文件名是“{limit}”",
    "properties.equals.title": "“{name}”是 {shown}，而标题是“{limit}”",
    "properties.equals.folder": "“{name}”是 {shown}，而所在文件夹是“{limit}”",
    # -- path --
    "path.template": "路径应是这种形式：{limit}",
    "path.extensions": "“{name}”的扩展名只能是：{limit}",
    "path.max-depth": "这个文件在 {count} 层文件夹里，最多只能有 {limit} 层",
    "path.top-folders": "最上层不能有文件夹“{name}”，只能有：{limit}",
    "path.forbid-files": "不能有这个文件：它符合 {limit}",
    "path.require-files": "缺少文件 {path}",
    # -- filename --
    "filename.equals": "标题是 {shown}，而文件名是“{limit}”",
    # -- headings --
    # -- sections --
    # -- section-items --
    "section-items.min-items": "“{section}”的条目太少（{count} 个，至少要有 {limit} 个）",
    "section-items.max-items": "“{section}”的条目太多（{count} 个，最多只能有 {limit} 个）",
    "section-items.not-all-in": "“{section}”的条目全都指向 {limit}；请加一个指向别处的条目",
    "section-items.only-items": "“{section}”里只能有列表条目，不能有 {shown}",
    "section-items.item-pattern": "条目 {shown} 不符合 {limit}",
    "section-items.forbid-item-pattern": "“{section}”的条目里不能有“{match}”",
    "section-items.must-resolve": "“{section}”列出的“{target}”找不到文件",
    "section-items.no-self-link": "“{section}”列出了这篇笔记自己；请改成别的笔记，或删去这个条目",
    "section-items.targets-in": "“{target}”不该列在“{section}”里，只能是：{limit}",
    "section-items.targets-not-in": "“{target}”不该列在“{section}”里，不能是：{limit}",
    "section-items.unique": "{shown} 与“{section}”里的另一个条目重复，请删去一个",
    # -- links --
    # -- tags --
    # -- text --
    "text.forbid-phrases": "这里不能有“{match}”",
    "text.forbid-lines": "不能有只写“{match}”的一行",
    "text.forbid-patterns": "这里不能有“{match}”：它匹配 {limit}",
    "text.forbid-code-languages": "这里不能有“{match}”代码",
    "text.require-phrases": "缺少“{limit}”",
    "text.require-patterns": "没有内容匹配 {limit}",
    "text.code-after": "“{match}”后面应有代码块",
    "text.max-lines": "有 {length} 行，最多只能有 {limit} 行",
    "text.min-chars": "太短（{length} 个字符，至少要有 {limit} 个）",
    "text.max-chars": "太长（{length} 个字符，最多只能有 {limit} 个）",
    # -- duplicates --
    "duplicates.title": "标题“{value}”与 {other} 的相同，共有 {count} 篇笔记用它",
    "duplicates.file-name": "文件名“{value}”与 {other} 的相同，共有 {count} 篇笔记用它",
    "duplicates.similar-name": "文件名“{value}”与 {other} 的几乎相同；如果说的是一回事，请合并",
    "duplicates.body": "正文与 {other} 的相同，共有 {count} 篇笔记是这样",
    "duplicates.property": "“{name}”是“{value}”，与 {other} 的相同，共有 {count} 篇笔记是这样",
    # -- reciprocal --
    "reciprocal": "{other} 的“{section}”没有链接回来，请在那里加上",
    # -- what a text may be --
    "wording.enum": "这里不能写 {shown}，只能是：{limit}",
    "wording.pattern": "{shown} 不符合 {limit}",
    "wording.forbid-pattern": "{shown} 里不能有“{match}”",
    "wording.any-word": "{shown} 应含有这些词之一：{limit}",
    "wording.forbid-suffix": "{shown} 不能以“{limit}”结尾",
    "wording.script": "{shown} 里没有 {limit} 文字",
    "wording.min-length": "{shown} 太短（{length} 个字符，至少要有 {limit} 个）",
    "wording.max-length": "{shown} 太长（{length} 个字符，最多只能有 {limit} 个）",
}
