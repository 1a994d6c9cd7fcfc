#!/bin/sh
# Sees to it that this machine has a redis-server (or valkey-server) for the bot to start. Says nothing when it has;
# otherwise installs one, where that needs no question, or says in two lines what to do and fails.
# The bot runs a server of its own from that program, on a unix socket; the system's service is not needed for it.
set -eu

# A server elsewhere is used instead.
if [ -n "${QUNGUAN_REDIS_URL:-}" ]; then exit 0; fi

# True for a program that is there and is 6.2 or newer; it says e.g. "Redis server v=7.0.15 sha=00000000:0 malloc=…".
is_usable() {
  command -v "$1" >/dev/null 2>&1 || return 1
  version=$("$1" --version)
  version=${version#*v=}
  major=${version%%.*}
  minor=${version#*.}
  minor=${minor%%.*}
  [ "$major" -gt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -ge 2 ]; }
}

found() {
  is_usable redis-server || is_usable valkey-server
}

if found; then exit 0; fi

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

may_be_root() {
  [ "$(id -u)" = 0 ] || sudo -n true >/dev/null 2>&1
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -y -o DPkg::Lock::Timeout=120 --no-install-recommends install "$1" >/dev/null
}

if command -v apt-get >/dev/null 2>&1 && may_be_root; then
  echo 'Installing redis-server with apt-get …' >&2
  # A broken list of some other source is no reason to stop: the install below tells whether it mattered.
  as_root apt-get -qq -o DPkg::Lock::Timeout=120 update >/dev/null || true
  apt_install redis-server || apt_install valkey-server || true
  # The package also starts a service on port 6379, which nobody here asked for.
  if command -v systemctl >/dev/null 2>&1; then
    as_root systemctl --quiet disable --now redis-server valkey-server >/dev/null 2>&1 || true
  fi
elif command -v brew >/dev/null 2>&1; then
  echo 'Installing redis with brew …' >&2
  brew install --quiet redis >/dev/null || true
fi

if found; then exit 0; fi

echo 'Qunguan needs redis-server 6.2 or newer (or valkey-server): install it with the package manager of this system, e.g. "sudo apt-get install redis-server",' >&2
echo 'or set QUNGUAN_REDIS_URL=redis://host:6379 to use a server that you already have; then run this again.' >&2
exit 1
