"""The file format, sound and damaged."""

import json
import os
import struct
import tempfile
import unittest

import numpy as np

import context  # noqa: F401
from exporter import safetensors
from exporter.problems import ExportError


class SafetensorsTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "x.safetensors")

    def put(self, header, data):
        text = json.dumps(header).encode()
        with open(self.path, "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text + data)

    def test_round_trip(self):
        given = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array(7, np.int64)}
        given.update(c=np.zeros((0, 2), np.float16), d=np.array([1, 2], np.uint8))
        safetensors.write(self.path, given)
        found = safetensors.read(self.path)
        self.assertEqual(list(given), list(found))
        for name, value in given.items():
            self.assertEqual(value.dtype, found[name].dtype)
            self.assertEqual(value.shape, found[name].shape)
            np.testing.assert_array_equal(value, found[name])

    def test_brain_floats(self):
        entry = {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}
        self.put({"x": entry, "__metadata__": {"format": "pt"}}, struct.pack("<HH", 0x3FC0, 0xC000))
        np.testing.assert_array_equal([1.5, -2.0], safetensors.read(self.path)["x"])

    def test_damage(self):
        good = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
        for change in ({"shape": [3]}, {"shape": [4], "data_offsets": [0, 16]}, {"data_offsets": [8, 0]}, {"dtype": "F8"}):
            self.put({"x": dict(good, **change)}, bytes(8))
            with self.assertRaises(ExportError):
                safetensors.read(self.path)
        for content in (b"", b"\xff" * 8, struct.pack("<Q", 4) + b"{x:}"):
            with open(self.path, "wb") as file:
                file.write(content)
            with self.assertRaises(ExportError):
                safetensors.read(self.path)


if __name__ == "__main__":
    unittest.main()
