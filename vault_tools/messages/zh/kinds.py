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
    # -- path --
    # -- filename --
    # -- headings --
    # -- sections --
    # -- section-items --
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
    # -- reciprocal --
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
