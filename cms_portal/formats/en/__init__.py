"""In English, as the United Nations writes them."""
