#!/bin/sh
# From an installed checkout to a running demonstration centre. Usage: scripts/run.sh WORKFLOW_APP VAR PORT CASES
set -eu
workflow_app=$1
export WORKFLOW_APP_VAR=$2
port=$3
cases=$4
made=$WORKFLOW_APP_VAR/.demonstration-made
unfinished=$WORKFLOW_APP_VAR/.demonstration-unfinished

# A centre made by `make run` before, or any other with its database here, is served as it is.
centre_exists() {
    [ ! -e "$unfinished" ] && { [ -e "$made" ] || ls "$WORKFLOW_APP_VAR"/*.sqlite3 >/dev/null 2>&1; }
}

mkdir -p "$WORKFLOW_APP_VAR"
if ! centre_exists; then
    touch "$unfinished"
    echo "Making the demonstration centre in $WORKFLOW_APP_VAR …"
    "$workflow_app" demo --cases "$cases"
    mv "$unfinished" "$made"
fi
exec "$workflow_app" serve --sandbox --port "$port"
