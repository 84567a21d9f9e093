#!/bin/sh
# The executable in a root that holds nothing but itself, the C library of this machine, /proc, its terminal, the sample logs and the
# temporary folder, each at its own path; the root can only be read. A program for end-to-end tests:
#   npm run test:executable
# Only the superuser can have another root: others run it in theirs.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
program=$here/release/audit-tui-linux-x64
[ "$(id -u)" = 0 ] || exec "$program" "$@"
if [ "${1-}" != --inside-of-its-own-mounts ]; then
  exec unshare --mount "$0" --inside-of-its-own-mounts "$@"
fi
shift
root=/media
mount -t tmpfs -o mode=755 audit-tui-root "$root"
for file in "$program" $(ldd "$program" | grep -o '/[^ ]* (' | tr -d '('); do
  mkdir -p "$root$(dirname "$file")"
  : >"$root$file"
  mount --bind "$file" "$root$file"
done
mkdir -p "$root/proc" "$root/dev" "$root${TMPDIR:-/tmp}" "$root$here/sample-logs"
mount -t proc proc "$root/proc"
: >"$root/dev/tty"
mount --bind /dev/tty "$root/dev/tty"
mount --bind "$here/sample-logs" "$root$here/sample-logs"
mount -o remount,ro "$root"
mount --bind "${TMPDIR:-/tmp}" "$root${TMPDIR:-/tmp}"
exec chroot "$root" "$program" "$@"
