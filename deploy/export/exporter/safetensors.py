"""The safetensors format: 8-byte little-endian length, a JSON header with type, shape and byte range per tensor, then the data."""

import json
import os
import struct

import numpy as np

from .problems import ExportError

MAX_HEADER = 100 << 20
TYPES = {"BOOL": "?", "U8": "u1", "I8": "i1", "I16": "<i2", "I32": "<i4", "I64": "<i8", "F16": "<f2", "F32": "<f4", "F64": "<f8"}
NAMES = {np.dtype(value): name for name, value in TYPES.items()}


def read(path):
    """Tensors by name. Brain floats become float32, everything else keeps its type; data stays in the file until it is looked at."""
    size = os.path.getsize(path)

    def fail(expected, actual):
        raise ExportError(["%s: expected %s, got %s" % (path, expected, actual)])

    if size < 8:
        fail("a file of at least 8 bytes", "%d" % size)
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        if length > min(MAX_HEADER, size - 8):
            fail("a header within the file", "one of %d bytes" % length)
        try:
            header = json.loads(file.read(length))
        except ValueError as error:
            fail("a header in JSON", str(error))
    tensors, data = {}, np.memmap(path, np.uint8, "r", 8 + length) if size > 8 + length else np.zeros(0, np.uint8)
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        dtype, shape, (begin, end) = entry["dtype"], entry["shape"], entry["data_offsets"]
        if dtype not in TYPES and dtype != "BF16":
            fail("%s of a known type" % name, dtype)
        width = 2 if dtype == "BF16" else np.dtype(TYPES[dtype]).itemsize
        if not 0 <= begin <= end <= len(data) or end - begin != width * int(np.prod(shape, dtype=np.int64)):
            fail("%s with %s in %d bytes" % (name, shape, len(data)), "bytes %d to %d" % (begin, end))
        raw = data[begin:end]
        if dtype == "BF16":
            tensors[name] = (raw.view("<u2").astype(np.uint32) << 16).view(np.float32).reshape(shape)
        else:
            tensors[name] = raw.view(TYPES[dtype]).reshape(shape)
    return tensors


def write(path, tensors):
    """Writes tensors in the order given; the header is padded so that data begins at a multiple of 8 bytes."""
    header, offset = {}, 0
    arrays = {name: np.array(value, order="C", copy=False) for name, value in tensors.items()}
    for name, value in arrays.items():
        header[name] = {"dtype": NAMES[value.dtype], "shape": list(value.shape), "data_offsets": [offset, offset + value.nbytes]}
        offset += value.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for value in arrays.values():
            file.write(value.tobytes())
