"""What a change is responsible for: which findings were not there before it, and what in it has made them."""
