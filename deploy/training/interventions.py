"""Frames of a LeRobot dataset in which a human helped a policy, and the weights by which Sirius learns from them (2211.08416)."""

import csv
import glob
import io
import json
import os
import subprocess
import sys

import numpy as np

from demonstrations import CAMERAS, CHUNK, DT, JOINTS, SIZE

DEMO, ROBOT, INTERVENTION, PRE_INTERVENTION = -1, 0, 1, -10
NAMES = {DEMO: "demo", ROBOT: "robot", INTERVENTION: "intervention", PRE_INTERVENTION: "pre_intervention"}


class Interventions:
    """A dataset as `robotpolicy-campaign flywheel` writes it; `robotctl datasets cat` reads the numbers, ffmpeg the pictures."""

    def __init__(self, folder, robotctl):
        with open(os.path.join(folder, "meta", "info.json")) as file:
            info = json.load(file)
        if info["fps"] != round(1 / DT):
            sys.exit("%s: %s frames per second, expected %d" % (folder, info["fps"], round(1 / DT)))
        text = subprocess.run([robotctl, "datasets", "cat", folder, "--csv"], check=True, stdout=subprocess.PIPE).stdout.decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        missing = [name for name in self.columns() if name not in (rows[0] if rows else {})]
        if missing:
            sys.exit("%s lacks %s" % (folder, ", ".join(missing)))
        self.states = np.array([[row["observation.state.%s.pos" % joint] for joint in JOINTS] for row in rows], np.float32)
        self.actions = np.array([[row["action.%s.pos" % joint] for joint in JOINTS] for row in rows], np.float32)
        self.classes = np.array([int(row["sirius.class"]) for row in rows])
        self.episodes = np.array([int(row["episode_index"]) for row in rows])
        with open(os.path.join(folder, "meta", "outcomes.jsonl")) as file:
            self.outcomes = {record["episode_index"]: record["outcome"] for record in map(json.loads, file)}
        self.images = np.stack([pictures(folder, camera, len(rows)) for camera in CAMERAS], 1)

    @staticmethod
    def columns():
        vectors = ["%s.%s.pos" % (feature, joint) for feature in ("observation.state", "action") for joint in JOINTS]
        return vectors + ["sirius.class", "episode_index"]

    def chunks(self, length=CHUNK):
        """Targets [N,length,7] and a mask [N,length], as of demonstrations.

        A chunk is of one hand: what the policy did after it was given the arm back is no example of how the human went on, and between the
        policy and the human stands the pause in which the human came. After a success the last action holds on.
        """
        human = self.classes == INTERVENTION
        targets = np.zeros((len(self.states), length, len(JOINTS)), np.float32)
        mask = np.zeros((len(self.states), length), np.float32)
        changes = np.flatnonzero((self.episodes[1:] != self.episodes[:-1]) | (human[1:] != human[:-1])) + 1
        for start, end in zip(np.r_[0, changes], np.r_[changes, len(human)]):
            last = end == len(human) or self.episodes[end] != self.episodes[start]
            terminal = last and self.outcomes.get(int(self.episodes[start])) == "success"
            for t in range(start, end):
                known = min(length, end - t)
                targets[t, :known] = self.actions[t:t + known]
                targets[t, known:] = self.actions[end - 1]
                mask[t, :known] = 1
                if terminal:
                    mask[t, known:] = 1
        return targets, mask


def pictures(folder, camera, frames):
    """uint8 [frames,96,96,3] of all episodes, one after the other, as their frames are."""
    files = sorted(glob.glob(os.path.join(folder, "videos", "observation.images." + camera, "chunk-*", "file-*.mp4")))
    parts = []
    for path in files:
        parts.append(subprocess.run(
            ["ffmpeg", "-v", "error", "-i", path, "-vsync", "passthrough", "-vf", "scale=%d:%d:flags=area" % (SIZE, SIZE),
             "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"], check=True, stdout=subprocess.PIPE).stdout)
    result = np.frombuffer(b"".join(parts), np.uint8)
    if len(result) != frames * SIZE * SIZE * 3:
        sys.exit("%s: %.1f pictures of camera %s, expected %d" % (folder, len(result) / (SIZE * SIZE * 3), camera, frames))
    return result.reshape(frames, SIZE, SIZE, 3)


def sirius_weights(classes):
    """Weight of the loss by class: half of it to interventions, demonstrations as they come, next to nothing to what led to interventions.

    The weights have a mean of 1; a class that demonstrations leave no share weighs nothing.
    """
    share = {kind: float(np.mean(classes == kind)) for kind in NAMES}
    part = lambda wanted, kind: max(0.0, wanted) / share[kind] if share[kind] else 0.0
    weights = {
        DEMO: 1.0 if share[DEMO] else 0.0,
        INTERVENTION: part(0.5, INTERVENTION),
        PRE_INTERVENTION: part(0.002, PRE_INTERVENTION),
        ROBOT: part(1 - 0.5 - share[DEMO] - 0.002, ROBOT),
    }
    mean = sum(weights[kind] * share[kind] for kind in NAMES)
    return {kind: weights[kind] / mean for kind in NAMES}
