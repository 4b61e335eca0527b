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
    "headings.max-h1": "有 {count} 个一级标题，最多只能有 {limit} 个",
    "headings.max-h1.none": "不能有一级标题；请改用 ##，或只用属性里的标题",
    "headings.styles.atx": "标题 {shown} 用了 #，请改成下面加 === 或 --- 的写法",
    "headings.styles.setext": "标题 {shown} 是下面加横线的写法，请改成前面加 #",
    "headings.blank-before": "标题 {shown} 前面有 {count} 个空行，应有 {limit} 个",
    "headings.blank-after": "标题 {shown} 后面有 {count} 个空行，应有 {limit} 个",
    "headings.unique": "标题 {shown} 前面已经有了，请换一个",
    "headings.max-step": "{above} 后面直接是 {level}，一次最多降 {limit} 级",
    # -- sections --
    "sections.missing": "缺少小节：{names}",
    "sections.forbid": "不能有小节“{name}”",
    "sections.extra": "不能有小节“{name}”，只能有：{limit}",
    "sections.unique": "小节“{name}”前面已经有了，请合并",
    "sections.order": "小节“{name}”应在“{other}”之前",
    "sections.last": "小节“{name}”应在最后，它后面还有“{other}”",
    "sections.not-empty": "小节“{name}”是空的；请补上内容，或删掉标题",
    "sections.min-chars": "小节“{name}”太短（{count} 个字符，至少要有 {limit} 个）",
    "sections.max-chars": "小节“{name}”太长（{count} 个字符，最多只能有 {limit} 个）",
    # -- section-items --
    # -- links --
    # -- tags --
    # -- text --
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
