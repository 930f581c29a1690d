"""The tests, file by file as the code; each is a sentence."""
