"""Messages in Chinese: what is found in notes, what kinds of house rules say, what commands say."""

from vault_tools.messages.zh import commands, findings, kinds

MESSAGES = findings.MESSAGES | kinds.MESSAGES | commands.MESSAGES
