"""Ask the web server of this container whether it reaches its database; exit 0 or 1."""

import os
import sys
import urllib.request

host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
request = urllib.request.Request(
    "http://127.0.0.1:8000/healthz?of=database", headers={"Host": host}
)
try:
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310 - our own
        print(answer.read().decode())
except OSError as problem:
    sys.exit(str(problem))
