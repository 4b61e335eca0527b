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
