"""13.AA a, b, 13.BB and 13.CC a: the working group and the process it proposes."""
