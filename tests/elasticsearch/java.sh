#!/usr/bin/env bash
# A Java 21 for Debian 12, which has only 17 of its own: Debian 13's, with the C library that it was built for, unpacked beside
# the system's packages (none of which changes) into /usr/local/lib/jvm/. Needs root, and Debian's package patchelf.
set -euo pipefail

package=openjdk-21-jre-headless
root=/usr/local/lib/jvm/debian-13
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{etc/preferences.d,etc/sources.list.d,lists/partial,cache/archives/partial,packages}
chmod -R a+rX "$work"

# The mirror that the system's own packages come from, asked for the next release.
mirror=$(apt-get indextargets --format '$(REPO_URI)' | grep -m 1 -E '/debian/?$')
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > "$work/etc/sources.list"
options=(-o "Dir::Etc=$work/etc" -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
apt-get "${options[@]}" -qq update
(cd "$work/packages" && apt-get "${options[@]}" -qq download "$package" libc6 libgcc-s1 libstdc++6 zlib1g)

rm -rf "$root"
mkdir -p "$root"
for file in "$work"/packages/*.deb; do dpkg -x "$file" "$root"; done
java=$(dirname "$(find "$root/usr/lib/jvm" -name release)")
libraries=$(dirname "$(find "$root" -name libc.so.6)")
# Debian keeps the settings of Java in /etc.
find "$java" -type l -lname '/etc/java*' | while read -r link; do ln -sfn "$root$(readlink "$link")" "$link"; done
for program in "$java/bin/java" "$java/lib/jspawnhelper"; do
  patchelf --set-interpreter "$(echo "$libraries"/ld-linux*.so.*)" --force-rpath \
    --set-rpath "$java/lib:$java/lib/server:$libraries" "$program"
done
ln -sfn "$java" /usr/local/lib/jvm/java-21-debian-13
"$java/bin/java" -version
