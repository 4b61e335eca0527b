"""What is said about git: none, too old, not to be trusted, no such commit."""

MESSAGES = {
    "git.missing": "git is not on the PATH; install git 2.30 or newer",
    "git.too-old": "the git at {path} is version {version}; 2.30 or newer is needed",
    "git.not-started": "git at {path} could not be started: {reason}",
    "git.failed": "git could not do what was asked: {reason}",
    "git.silent": "git has not answered for {seconds} seconds; its configuration or index may be a pipe or a device",
    "git.bare": "GIT_DIR names the bare repository {path}, which has no work tree; run this in a clone, or set GIT_WORK_TREE",
    "git.foreign": "the repository {path} belongs to somebody else, and its configuration could run programs; if you trust it: git config --global --add safe.directory '{path}'",
    "git.no-such-ref": "no commit, branch or tag is called '{reference}'; `git branch --all` and `git tag` list what there is",
    "git.no-such-ref.suggestion": "no commit, branch or tag is called '{reference}'; did you mean '{suggestion}'?",
    "git.no-commit": "there is no commit yet to compare with; leave out --since, or commit first",
    "git.no-common-commit": "the commits {one} and {other} have no history in common, so there is nothing to compare with; name another with --since",
    "git.temporary-index": "`git commit -- FILE` commits from an index of its own, in which nothing can be fixed; stage with `git add` and commit without naming files",
    "git.index-changed": "{path} was staged by somebody else meanwhile, so nothing has been put into the index; run the command again",
    "git.no-repository": "{path} is not in a git repository; run this in one, or check the folder without --staged, --since and --hook",
    "git.nothing-staged": "nothing is staged: the whole vault is checked, as it lies in the work tree",
    "git.shallow": "this clone is shallow and does not reach to where the history parted from {reference}: everything is reported. `git fetch --unshallow` gets the rest (fetch-depth: 0 in actions/checkout)",
    "git.new-branch": "there is no commit before this branch: everything is reported",
    "git.config-of-git": "the configuration is read as git has it; the file in the work tree may be another",
    "git.config-not-committed": "warning: {file} is not in git yet; it is used as it lies in the work tree",
}
