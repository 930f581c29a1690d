#!/bin/sh
# Install the system packages that are missing, where that is possible; otherwise name them.
#   system_packages.sh run | test | python PYTHON
set -u

missing=""
need_program() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need_library() { ldconfig -p 2>/dev/null | grep -q "$1" || missing="$missing $2"; }

case "$1" in
python)
    "$2" -c 'import ensurepip' >/dev/null 2>&1 || missing="$missing python3-venv"
    ;;
run | test)
    if command -v ldconfig >/dev/null 2>&1; then
        need_library libpango-1.0.so.0 libpango-1.0-0
        need_library libpangoft2-1.0.so.0 libpangoft2-1.0-0
        need_library libharfbuzz-subset.so.0 libharfbuzz-subset0
    fi
    ;;
esac
if [ "$1" = test ]; then
    need_program chromium chromium
    need_program msgfmt gettext
    need_program pdftotext poppler-utils
    need_program qpdf qpdf
fi

[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing system packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # a list of names
    apt-get install --yes --quiet --no-install-recommends $missing >/dev/null 2>&1 ||
        { apt-get update --quiet >/dev/null && apt-get install --yes --quiet --no-install-recommends $missing >/dev/null; } ||
        echo "These system packages could not be installed:$missing"
else
    echo "Please install these system packages:$missing"
fi
