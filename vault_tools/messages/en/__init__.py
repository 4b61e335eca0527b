"""Messages in English: what is found in notes, what kinds, commands, a bad configuration and git say."""

from vault_tools.messages.en import commands, config, findings, git, kinds, reports

MESSAGES = findings.MESSAGES | kinds.MESSAGES | commands.MESSAGES | config.MESSAGES | git.MESSAGES | reports.MESSAGES
