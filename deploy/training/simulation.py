"""Closed loop in the simulator, without ROS and without a clock: latency is a number of ticks."""

import struct
import subprocess
import time

import numpy as np

from demonstrations import CAMERAS, JOINTS, SIZE
from progress import Progress


class Gym:
    """`robotpolicy-simulator gym`: the task, step by step, over a pair of pipes."""

    def __init__(self, program, *options):
        self.process = subprocess.Popen(program + ["gym", "--size", str(SIZE), *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def reset(self, seed):
        return self.ask(b"R" + struct.pack("<i", seed))

    def hold(self, action):
        return self.ask(b"A" + np.asarray(action, "<f4").tobytes())

    def move(self, begin, end):
        return self.ask(b"L" + np.asarray(begin, "<f4").tobytes() + np.asarray(end, "<f4").tobytes())

    def close(self):
        self.process.stdin.write(b"Q")
        self.process.stdin.close()
        self.process.wait()

    def ask(self, request):
        self.process.stdin.write(request)
        self.process.stdin.flush()
        pixels = len(CAMERAS) * SIZE * SIZE * 3
        reply = self.process.stdout.read(pixels + 4 * len(JOINTS) + 1 + 4)
        images = np.frombuffer(reply[:pixels], np.uint8).reshape(len(CAMERAS), SIZE, SIZE, 3)
        state = np.frombuffer(reply[pixels:pixels + 4 * len(JOINTS)], "<f4")
        return images, state, bool(reply[-5]), struct.unpack("<f", reply[-4:])[0]


def run_episode(gym, policy, seed, delay, execute, max_ticks, prefix):
    """One episode. A chunk observed at tick r takes force at tick r + delay, from its action number `delay` on.

    With `prefix`, the policy is told which actions are executed meanwhile. Returns success, ticks, and the last distance.
    """
    images, state, success, distance = gym.reset(seed)
    resting = state.copy()
    policy.reset(seed)
    chunk, observed = None, 0
    pending, requested = policy.infer(images, state, None), 0
    for tick in range(max_ticks):
        if pending is not None and tick - requested >= delay:
            chunk, observed, pending = pending, requested, None
        if chunk is None:
            begin = end = resting
        else:
            begin, end = (chunk[min(tick - observed + ahead, len(chunk) - 1)] for ahead in (0, 1))
        images, state, success, distance = gym.move(begin, end)
        if success:
            break
        if pending is None and tick + 1 - requested >= execute:
            requested = tick + 1
            committed = chunk[requested - observed:requested - observed + delay] if prefix and delay and chunk is not None else None
            pending = policy.infer(images, state, committed)
    return success, tick + 1, distance


def evaluate(program, policy, first_seed, episodes, delay, execute, max_ticks=300, prefix=False):
    """Runs episodes of consecutive seeds and prints what became of them."""
    gym = Gym(program)
    lengths = []
    shown = Progress(episodes)
    for seed in range(first_seed, first_seed + episodes):
        success, ticks, distance = run_episode(gym, policy, seed, delay, execute, max_ticks, prefix)
        if success:
            lengths.append(ticks)
        else:
            shown.clear()
            print("seed %d: failed, cube %.3f m from the disc" % (seed, distance), flush=True)
        shown.add(success)
    gym.close()
    print("seeds %d to %d, delay %d, execute %d%s: %d/%d succeeded, mean %.1f ticks, inference median %.1f ms" % (
        first_seed, first_seed + episodes - 1, delay, execute, ", committed actions given" if prefix else "", len(lengths), episodes,
        np.mean(lengths) if lengths else 0, 1e3 * np.median(policy.durations)), flush=True)


class TorchPolicy:
    """A trained policy as `run_episode` wants it: observation to absolute joint targets, in torch and NumPy."""

    def __init__(self, model, sampler):
        self.model, self.sampler, self.durations = model, sampler, []
        self.noise = None

    def reset(self, seed):
        self.sampler.reset()
        self.noise = np.random.default_rng(seed)

    def infer(self, images, state, committed):
        began = time.perf_counter()
        draw = lambda shape: self.noise.standard_normal(shape, np.float32)
        chunk = self.model.infer(images, state, self.sampler, draw, committed)
        self.durations.append(time.perf_counter() - began)
        return chunk
