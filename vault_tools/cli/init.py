"""`vault init`: write a `vault.toml` that is inferred from the vault."""
