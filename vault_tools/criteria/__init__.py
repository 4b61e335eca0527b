"""What house rules can ask of a text, of properties, of links and paths: options that kinds share."""
