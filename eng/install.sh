#!/usr/bin/env bash
# Publishes and installs the programs, the shipped policies and profiles, the systemd unit. Keeps what is configured, starts nothing.
# usage: [DESTDIR=/stage] install.sh        DESTDIR: into that folder instead of the machine, for an image or a package
set -euo pipefail
cd "$(dirname "$0")/.."
root=${DESTDIR:-}
programs=$root/opt/robotpolicy
published=$PWD/artifacts/publish

fail() { printf 'install: %s\n' "$1" >&2; exit 1; }
step() { printf 'install: %s\n' "$1"; }

[ -n "$root" ] || [ "$(id -u)" -eq 0 ] || fail "root is needed to install into the machine (or DESTDIR=folder)"
[ -n "$root" ] || bash eng/setup.sh run
bash eng/setup.sh build

publish() { bash eng/publish.sh "$@" || fail "$1 could not be published"; }

step "publishing"
publish service
publish RobotPolicy.Simulator simulator
publish RobotPolicy.Cli robotctl -r linux-x64

step "copying to $programs"
install -d "$programs" "$root/usr/local/bin" "$root/usr/lib/sysusers.d" "$root/etc/systemd/system" "$root/etc/default" "$root/etc/robotpolicy"
for part in server simulator robotctl; do
  rm -rf "${programs:?}/$part"
  cp -R "$published/$part" "$programs/$part"
done
rm -rf "$programs/hardware" "$programs/policies"
cp -R hardware "$programs/hardware"
cp -R deploy/policies "$programs/policies"
ln -sfn /opt/robotpolicy/server/robotpolicy-server "$root/usr/local/bin/robotpolicy-server"
ln -sfn /opt/robotpolicy/robotctl/robotctl "$root/usr/local/bin/robotctl"
install -m 644 deploy/systemd/robotpolicy.service "$root/etc/systemd/system/robotpolicy.service"
install -m 644 deploy/systemd/robotpolicy.sysusers "$root/usr/lib/sysusers.d/robotpolicy.conf"
[ -e "$root/etc/default/robotpolicy" ] || install -m 644 deploy/systemd/robotpolicy.default "$root/etc/default/robotpolicy"
[ -z "$root" ] || exit 0

# The programs look for the runtime in the places that its packages use; elsewhere the unit must be told.
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
case $dotnet in
  /usr/share/dotnet | /usr/lib/dotnet) ;;
  *) grep -qs '^DOTNET_ROOT=' /etc/default/robotpolicy || printf 'DOTNET_ROOT=%s\n' "$dotnet" >>/etc/default/robotpolicy ;;
esac
if command -v systemd-sysusers >/dev/null; then systemd-sysusers /usr/lib/sysusers.d/robotpolicy.conf; fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
[ -e /etc/robotpolicy/robot.yaml ] || step "next: put your robot's profile at /etc/robotpolicy/robot.yaml (begin with one of $programs/hardware, or with robotctl hardware new)"
step "then: systemctl enable --now robotpolicy, and: robotctl status"
