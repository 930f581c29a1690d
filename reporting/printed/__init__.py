"""What is printed: for each kind of document, its facts and the parts it is laid out in."""
