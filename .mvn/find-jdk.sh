#!/bin/sh
# Prints the home of a JDK 25 or newer, or says in one sentence what to install and exits 1.
#
# The version is read from the `release` file that every JDK carries, so no Java is started and the answer takes a
# few milliseconds. Order: $SLUICE_JAVA_HOME (an explicit choice, so a wrong one is an error), $JAVA_HOME, `java` on
# the PATH, then the places where packages, SDKMAN and the editors put JDKs; among those, 25 itself before newer ones.

WANTED=25

# major HOME: sets $major to the feature release of the JDK in HOME, or to 0 when there is no JDK (a JRE has no javac).
major() {
  major=0
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    case "$line" in
    JAVA_VERSION=*)
      line=${line#*=}
      line=${line#\"}
      line=${line%%[!0-9]*}
      major=${line:-0}
      return 0
      ;;
    esac
  done <"$1/release"
}

# take HOME: prints HOME and ends the script when it is new enough.
take() {
  major "$1"
  if [ "$major" -ge "$WANTED" ]; then
    printf '%s\n' "$1"
    exit 0
  fi
}

if [ -n "${SLUICE_JAVA_HOME-}" ]; then
  take "$SLUICE_JAVA_HOME"
  echo "SLUICE_JAVA_HOME is $SLUICE_JAVA_HOME, which is not a JDK $WANTED or newer: correct it or unset it." >&2
  exit 1
fi

[ -z "${JAVA_HOME-}" ] || take "$JAVA_HOME"

java=$(command -v java 2>/dev/null) || java=
if [ -n "$java" ]; then
  java=$(readlink -f "$java" 2>/dev/null) || java=
  case "$java" in */bin/java) take "${java%/bin/java}" ;; esac
fi

newer=
set -- /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/*/jdk* /usr/local/* /usr/local/lib/jvm/* \
  "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
  "${HOME:-/nonexistent}"/.asdf/installs/java/* "${HOME:-/nonexistent}"/.local/share/mise/installs/java/* \
  /Library/Java/JavaVirtualMachines/*/Contents/Home \
  "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
  /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
for home do
  major "$home"
  if [ "$major" -eq "$WANTED" ]; then
    printf '%s\n' "$home"
    exit 0
  fi
  if [ "$major" -gt "$WANTED" ] && [ -z "$newer" ]; then newer=$home; fi
done
if [ -n "$newer" ]; then
  printf '%s\n' "$newer"
  exit 0
fi

# Last, whatever else the distribution's alternatives know.
if command -v update-alternatives >/dev/null 2>&1; then
  for java in $(update-alternatives --list java 2>/dev/null); do
    case "$java" in */bin/java) take "${java%/bin/java}" ;; esac
  done
fi

echo "Sluice needs a JDK $WANTED or newer and found none: install one (for example Eclipse Temurin $WANTED, https://adoptium.net), or set SLUICE_JAVA_HOME to where it is." >&2
exit 1
