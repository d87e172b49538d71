#!/usr/bin/env bash
# Makes the *.pb.swift files of this folder: the schema is that of PyPI's opentelemetry-proto, whose modules carry their
# file descriptors; protoc comes with grpcio-tools; protoc-gen-swift is built from swift-protobuf.
# Usage: generate.sh PATH-TO-PROTOC-GEN-SWIFT
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
plugin=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet 'opentelemetry-proto==1.45.2' grpcio-tools

"$scratch/venv/bin/python" - "$scratch" <<'PYTHON'
import importlib, pathlib, sys
from google.protobuf import descriptor_pb2

scratch = pathlib.Path(sys.argv[1])
wanted = [f"opentelemetry.proto.collector.{s}.v1.{s}_service_pb2" for s in ("trace", "metrics", "logs")]
files = {}

def add(descriptor):
    if descriptor.name in files:
        return
    for dependency in descriptor.dependencies:
        add(dependency)
    files[descriptor.name] = descriptor.serialized_pb

for name in wanted:
    add(importlib.import_module(name).DESCRIPTOR)
every = descriptor_pb2.FileDescriptorSet()
for content in files.values():
    every.file.append(descriptor_pb2.FileDescriptorProto.FromString(content))
(scratch / "set.bin").write_bytes(every.SerializeToString())
(scratch / "names").write_text("\n".join(files))
PYTHON

mapfile -t names < "$scratch/names"
rm -f "$here"/*.pb.swift
"$scratch/venv/bin/python" -m grpc_tools.protoc --descriptor_set_in="$scratch/set.bin" \
    --plugin=protoc-gen-swift="$plugin" --swift_opt=Visibility=Package --swift_opt=FileNaming=DropPath \
    --swift_opt=UseAccessLevelOnImports=true --swift_out="$here" "${names[@]}"
