"""Messages in Chinese: what is found in notes, what kinds, commands and a bad configuration say."""

from vault_tools.messages.zh import commands, config, findings, kinds, reports

MESSAGES = findings.MESSAGES | kinds.MESSAGES | commands.MESSAGES | config.MESSAGES | reports.MESSAGES
