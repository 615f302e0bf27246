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

# A python that can make the environment: 3.11 or newer, with the parts Debian packs separately.
python_is_whole() {
    python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

need() {
    noted="$noted $1=$2"
}

find_missing() {
    missing=
    python_is_whole || missing=' python3-venv'
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

may_pip() {
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
        lies_here || python3 -m venv --clear "$venv" || exit 1
        fill "$1"
    ) 9<"$root/setup.cfg" || fail "The environment could not be built; the reason stands above."
}
