#!/bin/sh
# Makes the virtual environment with every pinned package. Usage: scripts/make_venv.sh FOLDER
set -eu
venv=$1

find_python() {
    for candidate in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer is needed and was not found; install it, or say where it is: make PYTHON=/path/to/python3" >&2
    return 1
}

python=$(find_python)
if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    echo "Python's venv module is missing from $python; install it (Debian, Ubuntu: apt-get install python3-venv)." >&2
    exit 1
fi

echo "Installing the packages into $venv …"
"$python" -m venv "$venv"
export PIP_DISABLE_PIP_VERSION_CHECK=1
# The constraint holds for what builds the package, too, hence the variable and not the option.
PIP_CONSTRAINT=constraints.txt "$venv/bin/python" -m pip install --quiet --no-input --editable '.[build,test]'
