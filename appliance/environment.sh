# The ground under the scripts of this project: Debian's packages and `.venv`; sourced, never run.
#
# It expects $root, the project's folder, and gives $venv and $python:
#   need PROOF PACKAGE   notes PACKAGE unless PROOF, a command or a file, is there
#   fetch                installs what was noted, or says what to type and ends with 1
#   build LOCK           brings $venv to the state LOCK describes; quick when it is there already

# Daemons and PostgreSQL's programs lie where the PATH of an ordinary user does not look.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:/usr/lib/postgresql/15/bin
export PATH

venv=$root/.venv
python=$venv/bin/python
noted=
missing=

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

present() {
    case $1 in
        /*) [ -e "$1" ] ;;
        *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

# Finds a Python that can make the environment: 3.11 or newer, with the parts Debian packs separately.
find_maker() {
    for maker in python3 /usr/bin/python3 python3.13 python3.12 python3.11; do
        "$maker" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    return 1
}

need() {
    noted="$noted $1=$2"
}

find_missing() {
    missing=
    find_maker || missing=' python3-venv'
    for pair in $noted; do
        present "${pair%%=*}" || missing="$missing ${pair#*=}"
    done
}

apt() {
    if [ "$(id -u)" -eq 0 ]; then
        DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@"
    else
        sudo -n env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 "$@"
    fi
}

may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" -eq 0 ] || sudo -n true >/dev/null 2>&1
}

fetch() {
    find_missing
    [ -n "$missing" ] || return 0
    advice="    sudo apt-get update && sudo apt-get install --no-install-recommends$missing"
    may_install || fail "These Debian packages are missing; type this and start again:" "$advice"
    echo "Installing$missing ..." >&2
    # Debian's lists are fetched only where they are missing or too old to install from.
    # shellcheck disable=SC2086
    apt install --no-install-recommends $missing >/dev/null 2>&1 ||
        { apt update && apt install --no-install-recommends $missing; } >&2 ||
        fail "apt-get could not install what is missing; its reason stands above. By hand:" "$advice"
    find_missing
    [ -z "$missing" ] || fail "Still missing after the installation:$missing" \
        "Debian 12 or newer with Python 3.11 or newer is needed."
}

# What the environment was built from: the pinned versions, how the project installs, and where it lies.
describe() {
    sha256sum <"$root/$1"
    sha256sum <"$root/setup.cfg"
    printf '%s\n' "$root"
}

built() {
    [ "$(cat "$venv/built-from-$1" 2>/dev/null)" = "$(describe "$1")" ] && "$python" -c '' 2>/dev/null
}

pip() {
    "$python" -m pip --quiet --no-input --disable-pip-version-check install "$@"
}

# An environment that was moved, or left half made, carries the wrong path in its scripts.
lies_here() {
    grep -qF "$venv/bin/python" "$venv/bin/pip" 2>/dev/null && "$python" -m pip --version >/dev/null 2>&1
}

# setuptools first: it builds what has no wheel, and the project itself, without fetching anything unpinned.
fill() {
    sed -n '/^setuptools==/,/[^\\]$/p' "$root/$1" >"$venv/pins" &&
        pip --require-hashes -r "$venv/pins" &&
        pip --require-hashes --no-build-isolation --use-pep517 -r "$root/$1" &&
        pip --no-build-isolation --no-deps --editable "$root" &&
        describe "$1" >"$venv/built-from-$1"
}

build() {
    built "$1" && return 0
    (
        flock 9 # another script of the project may be building the same environment
        built "$1" && exit 0
        echo "Building $venv from $1 ..." >&2
        lies_here || "$maker" -m venv --clear "$venv" || exit 1
        fill "$1"
    ) 9<"$root/setup.cfg" || fail "The environment could not be built; the reason stands above."
}
