#!/usr/bin/env bash
# Sign, pack and notarise Countersign.app, on macOS. Not run yet.
#
#     installer/macos/notarise.sh dist/Countersign.app countersign-0.1.0.dmg
#
# Needs Xcode's command line tools, a "Developer ID Application" certificate in the keychain
# (IDENTITY names it) and a profile with the account's secret, made once by
#     xcrun notarytool store-credentials PROFILE
# This talks to Apple's servers: the only step of a release that needs the network.
set -euo pipefail
app=$1 image=$2
: "${IDENTITY:?the name of the certificate, as in: Developer ID Application: NAME (TEAM)}"
: "${PROFILE:?the name of the profile of notarytool}"
here=$(cd "$(dirname "$0")" && pwd)
sign() {
  codesign --force --timestamp --options runtime --sign "$IDENTITY" "$@"
}

# From the inside out: each library, then the program, then the bundle that seals them.
find "$app/Contents" -type f \( -name '*.so' -o -name '*.dylib' \) -print0 |
  while IFS= read -r -d '' library; do sign "$library"; done
find "$app/Contents" -type d -name '*.framework' -print0 |
  while IFS= read -r -d '' framework; do sign "$framework"; done
sign --entitlements "$here/entitlements.plist" "$app/Contents/MacOS/countersign"
sign --entitlements "$here/entitlements.plist" "$app"
codesign --verify --deep --strict --verbose=2 "$app"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -R "$app" "$scratch/"
ln -s /Applications "$scratch/Applications"
hdiutil create -volname Countersign -srcfolder "$scratch" -format ULFO -ov "$image"
sign "$image"
xcrun notarytool submit "$image" --keychain-profile "$PROFILE" --wait
xcrun stapler staple "$image"
spctl --assess --type open --context context:primary-signature --verbose "$image"
