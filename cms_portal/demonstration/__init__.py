"""The demonstration: real seats and meetings, fictional people, and the mandate in mid-course.

Everything happens through real steps by the people whose step it is, on a clock that walks from the
past to now, so that ledger, records and messages are genuine.
"""
