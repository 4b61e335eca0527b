"""Messages in English: about notes, from kinds of house rules, about configurations, from commands."""

from vault_tools.messages.en import commands, configuration, findings, kinds

MESSAGES = findings.MESSAGES | kinds.MESSAGES | configuration.MESSAGES | commands.MESSAGES
