"""The baseline: a file with findings that are known. They are not reported, and there may only be fewer of them."""
