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
    "links.forbid-targets": "这里不能链接到“{target}”",
    "links.canonical": "“{target}”应写成“{limit}”",
    "links.target-form": "“{target}”应写成“{limit}”",
    "links.extension.omit": "“{target}”不应写 .md",
    "links.extension.keep": "“{target}”应写上 .md",
    "links.style.wikilink": "指向“{target}”的链接应写成 [[{target}]]",
    "links.style.markdown": "指向“{target}”的链接应写成 [文字](路径)",
    "links.only-in-sections": "列表里指向“{target}”的链接只能放在这些小节：{limit}",
    "links.forbid-hosts": "不能链接到主机 {limit}：{target}",
    "links.forbid-url-pattern": "“{target}”匹配 {limit}，不能这样写",
    "links.forbid-extensions": "不能链接到 .{limit} 文件：{target}",
    "links.forbid-trailing": "网址后面紧跟“{limit}”，可能被当成网址的一部分；请把网址放进 <…>",
    "links.strip-parameters": "网址里有不需要的参数：{limit}",
    # -- tags --
    "tags.inline": "正文里不能有标签 #{name}",
    "tags.front-matter": "front matter 里不能有标签“{name}”",
    "tags.canonical": "标签“{name}”应写成“{limit}”",
    "tags.min-tags": "标签太少（{count} 个，至少要有 {limit} 个）",
    "tags.max-tags": "标签太多（{count} 个，最多只能有 {limit} 个）",
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
