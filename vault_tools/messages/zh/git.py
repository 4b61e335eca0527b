"""What is said about git, in Chinese."""

MESSAGES = {
    "git.missing": "PATH 里没有 git；请安装 git 2.30 或更新的版本",
    "git.too-old": "{path} 的 git 版本是 {version}，需要 2.30 或更新的版本",
    "git.not-started": "无法启动 {path} 的 git：{reason}",
    "git.failed": "git 没有完成所要求的操作：{reason}",
    "git.silent": "git 在 {seconds} 秒内没有回答；它的配置或索引可能是管道或设备",
    "git.bare": "GIT_DIR 指向的 {path} 是裸仓库，没有工作区；请在克隆里运行，或设置 GIT_WORK_TREE",
    "git.foreign": "仓库 {path} 属于别的用户，它的配置可能会运行程序；如果信任它，请运行 git config --global --add safe.directory '{path}'",
    "git.no-such-ref": "没有名为“{reference}”的提交、分支或标签；用 `git branch --all` 和 `git tag` 查看现有的名字",
    "git.no-such-ref.suggestion": "没有名为“{reference}”的提交、分支或标签；是不是“{suggestion}”？",
    "git.no-commit": "还没有任何提交，无从比较；请去掉 --since，或者先提交一次",
    "git.no-common-commit": "提交 {one} 和 {other} 没有共同的历史，无从比较；请用 --since 另选一个",
    "git.temporary-index": "`git commit -- 文件` 用的是自己的临时索引，不能在里面修复；请先用 `git add` 暂存，提交时不要写文件名",
    "git.index-changed": "{path} 在此期间被别的程序重新暂存，因此没有改动索引；请再运行一次",
    "git.no-repository": "{path} 不在 git 仓库里；请在仓库里运行，或者去掉 --staged、--since、--hook，直接检查文件夹",
    "git.nothing-staged": "没有暂存任何改动：检查整个库，以工作区里的文件为准",
    "git.shallow": "这是浅克隆，够不到与 {reference} 分叉的地方：列出全部问题。`git fetch --unshallow` 可取回其余历史（actions/checkout 用 fetch-depth: 0）",
    "git.new-branch": "这个分支之前没有提交：列出全部问题",
    "git.config-of-git": "这里读的是 git 里的配置，工作区里的文件可能与它不同",
    "git.config-not-committed": "警告：{file} 还没有提交到 git；按工作区里的内容使用",
}
