"""13.CC b: the status conferred and its life."""
