"""Demonstrations that `robotpolicy-simulator generate` writes, and what is taken from them."""

import csv
import hashlib
import json
import os
import sys

import numpy as np

CAMERAS = ("front", "wrist")
JOINTS = ("waist", "shoulder", "elbow", "forearm_roll", "wrist_pitch", "wrist_roll", "gripper")
SIZE = 96
DT = 0.05
CHUNK = 20


class Demonstrations:
    """The folder of demonstrations; its meta.json describes the layout."""

    def __init__(self, folder):
        with open(os.path.join(folder, "meta.json")) as file:
            self.meta = json.load(file)
        expected = {"format": "robotpolicy_demonstrations", "version": 1, "size": SIZE, "dt": DT,
                    "cameras": list(CAMERAS), "joints": list(JOINTS)}
        for key, value in expected.items():
            if self.meta.get(key) != value:
                sys.exit("%s/meta.json: %s is %r, expected %r" % (folder, key, self.meta.get(key), value))
        frames = self.meta["frames"]
        self.images = np.memmap(os.path.join(folder, "images.u8"), np.uint8, "c", shape=(frames, len(CAMERAS), SIZE, SIZE, 3))
        self.states = np.fromfile(os.path.join(folder, "state.f32"), np.float32).reshape(frames, len(JOINTS))
        self.actions = np.fromfile(os.path.join(folder, "action.f32"), np.float32).reshape(frames, len(JOINTS))
        with open(os.path.join(folder, "segments.csv")) as file:
            self.segments = [{key: int(value) for key, value in row.items()} for row in csv.DictReader(file)]
        self.hash = hashlib.sha256(self.states.tobytes() + self.actions.tobytes()).hexdigest()

    def chunks(self, length=CHUNK):
        """Targets [N,length,7] and a mask [N,length]: nothing is known beyond a cut, and the last action holds on after the end.

        Where nothing is known, the last known action stands, so that noised chunks have no jumps there.
        """
        targets = np.zeros((len(self.states), length, len(JOINTS)), np.float32)
        mask = np.zeros((len(self.states), length), np.float32)
        for segment in self.segments:
            start, count = segment["start"], segment["length"]
            for t in range(count):
                known = min(length, count - t)
                targets[start + t, :known] = self.actions[start + t:start + t + known]
                targets[start + t, known:] = self.actions[start + count - 1]
                mask[start + t, :known] = 1
                if segment["terminal"]:
                    mask[start + t, known:] = 1
        return targets, mask

    def split(self, training_episodes):
        """Frame numbers of the first episodes, and of the others."""
        parts = ([], [])
        for segment in self.segments:
            part = parts[0 if segment["episode"] < training_episodes else 1]
            part.extend(range(segment["start"], segment["start"] + segment["length"]))
        return np.array(parts[0]), np.array(parts[1])


def statistics(values):
    """Mean and standard deviation; the floor keeps a joint that hardly moves from being blown up into noise."""
    floor = np.array([0.02] * 6 + [0.005])
    return values.mean(0).astype(np.float32), np.maximum(values.std(0), floor).astype(np.float32)
