#!/usr/bin/env python3
"""Writes tests/golden/sampled_policy/: whole inferences of sampled policies, from joint positions to joint targets.

Each file holds the weights of an encoder and a denoiser, the sampler, seed and number of the inference, and what has to come
out. The tests export the weights as two ONNX graphs, and run them as a package. Here the same networks, the noise of the seed
and the sampling loops are computed in double precision, with the standard library only:

    encoder   c = tanh(state · We);  c.unconditioned = 0.25 · c
    denoiser  prediction = tanh(mix · sample · Ws + c · Wc + t · wt) · Wo, with t that of the position where positions have one
    noise     Philox 4×32-10 with key = seed, counter = (block, candidate, inference), and Box and Muller's pairs

Run without arguments; the files are committed, and the tests read them.
"""
import math
import pathlib
import struct

import make_sampling as sampling

HORIZON, JOINTS, HIDDEN, CONDITION = 8, 2, 6, 5
STATE_MEAN, STATE_STD = [1, 0.5], [2, 0.25]
ACTION_MEAN, ACTION_STD = [0.25, -1], [0.125, 0.5]
SEED = 0x5EED5EED5EED


def single(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def philox(counter, key):
    c, k = list(counter), [key & 0xFFFFFFFF, key >> 32]
    for _ in range(10):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(second >> 32) ^ c[1] ^ k[0], second & 0xFFFFFFFF, (first >> 32) ^ c[3] ^ k[1], first & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


class SeededNoise:
    def __init__(self, inference):
        self.begin(inference)
        self.count = 0

    def begin(self, inference):
        self.inference, self.block = inference, 0

    def draw(self, n):
        values = []
        while len(values) < n:
            words = philox([self.block, 0, self.inference, 0], SEED)
            for a, b in (words[:2], words[2:]):
                radius = math.sqrt(-2 * math.log((a + 0.5) / 2 ** 32))
                angle = 2 * math.pi * b / 2 ** 32
                values += [single(radius * math.cos(angle)), single(radius * math.sin(angle))]
            self.block += 1
        return values[:n]


def weights(salt, rows, columns, size):
    return [[round(size * math.sin(salt + 1.7 * i + 0.9 * j), 6) for j in range(columns)] for i in range(rows)]


def times(a, b):
    return [[sum(x * b[k][j] for k, x in enumerate(row)) for j in range(len(b[0]))] for row in a]


class Exported(sampling.Network):
    def __init__(self, state, guidance):
        super().__init__(JOINTS, guidance)
        self.encoder = weights(0.3, JOINTS, CONDITION, 0.9)
        self.mix = weights(1.1, HORIZON, HORIZON, 0.4)
        self.from_sample = weights(2.2, JOINTS, HIDDEN, 0.8)
        self.from_condition = weights(3.3, CONDITION, HIDDEN, 0.5)
        self.from_time = weights(4.4, 1, HIDDEN, 0.01)
        self.out = weights(5.5, HIDDEN, JOINTS, 0.6)
        self.condition = [math.tanh(v) for v in times([state], self.encoder)[0]]

    def row(self, x, t, shift):
        condition = [c * (0.25 if shift else 1.0) for c in self.condition]
        sample = [x[p * JOINTS:(p + 1) * JOINTS] for p in range(HORIZON)]
        base = times([condition], self.from_condition)[0]
        hidden = times(times(self.mix, sample), self.from_sample)
        for p, row in enumerate(hidden):
            told = t[p] if isinstance(t, list) else t
            for k in range(HIDDEN):
                row[k] = math.tanh(row[k] + base[k] + told * self.from_time[0][k])
        return sampling.flat(times(hidden, self.out))


def write(folder, name, spec, inference):
    # The policy's order is elbow, gripper in the state and gripper, elbow in the action; the robot's is gripper, elbow.
    positions = [0.4, 1.7]
    state = [(positions[1] - STATE_MEAN[0]) / STATE_STD[0], (positions[0] - STATE_MEAN[1]) / STATE_STD[1]]
    network = Exported(state, spec.get("guidance_scale", 1.0))
    noise = SeededNoise(inference)
    run = sampling.Run(spec, (1, HORIZON, JOINTS), noise, network)
    if spec["type"] == "rolling":
        results, _ = sampling.rolling(run, 3, lambda i: noise.begin(inference + i))
    else:
        results = [sampling.FAMILIES[spec["type"]](run)]
    actions = [[v * ACTION_STD[i % JOINTS] + ACTION_MEAN[i % JOINTS] for i, v in enumerate(sampling.flat(rows))] for rows in results]
    sampling.save(folder / f"{name}.json", {
        "sampler": spec, "per_position": spec["type"] == "rolling", "seed": SEED, "inference": inference, "positions": positions,
        "encoder": network.encoder, "mix": network.mix, "from_sample": network.from_sample,
        "from_condition": network.from_condition, "from_time": network.from_time, "out": network.out, "actions": actions})


def main():
    folder = pathlib.Path(__file__).parent / "sampled_policy"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    steps = {"num_train_timesteps": 100, "num_inference_steps": 10}
    write(folder, "ddim", {"type": "ddim", **steps}, 7)
    write(folder, "ddpm", {"type": "ddpm", "num_train_timesteps": 40, "prediction_type": "sample"}, 2 ** 20)
    write(folder, "dpm_solver_pp", {"type": "dpm_solver_pp", **steps, "prediction_type": "v_prediction"}, 1)
    write(folder, "karras_heun", {"type": "karras", "method": "heun", "num_inference_steps": 4}, 3)
    write(folder, "karras_ancestral", {"type": "karras", "method": "euler_ancestral", "num_inference_steps": 6, "sigma_min": 0.05}, 4)
    write(folder, "flow_midpoint", {"type": "flow_matching", "method": "midpoint", "direction": "one_to_zero", "num_inference_steps": 5}, 5)
    write(folder, "flow_guided", {"type": "flow_matching", "direction": "zero_to_one", "guidance_scale": 1.8, "time_scale": 100}, 6)
    write(folder, "consistency", {"type": "consistency", "num_train_timesteps": 100, "num_inference_steps": 2, "prediction_type": "sample"}, 8)
    write(folder, "rolling", {"type": "rolling", "num_train_timesteps": 16, "n_action_steps": 4, "start": "zero"}, 9)


if __name__ == "__main__":
    main()
