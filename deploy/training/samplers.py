"""The sampling loops in NumPy, from the section `x-robotpolicy.sampler` of a manifest: what training evaluates with, and what
parity.safetensors is computed by. One candidate, float32; a denoiser is a function of sample [H,7] and timestep ([] or [H])."""

import math

import numpy as np


def alpha_bars(spec):
    if spec.get("beta_schedule", "squaredcos_cap_v2") != "squaredcos_cap_v2":
        raise ValueError("only the cosine schedule is used here")
    total = spec["num_train_timesteps"]
    cosine = [math.cos((i / total + 0.008) / 1.008 * math.pi / 2) ** 2 for i in range(total + 1)]
    return np.cumprod([1 - min(1 - cosine[i + 1] / cosine[i], 0.999) for i in range(total)])


def clean_limit(spec):
    return spec.get("clip_sample_range", 1.0) if spec.get("clip_sample", True) else np.inf


class Ddim:
    """Denoising diffusion implicit models, a network that predicts the clean sample, trailing spacing."""

    def __init__(self, spec, shape):
        if (spec["prediction_type"], spec["timestep_spacing"]) != ("sample", "trailing"):
            raise ValueError("only clean samples and trailing timesteps are used here")
        self.shape, self.alpha, self.limit = shape, alpha_bars(spec), clean_limit(spec)
        steps, total = spec["num_inference_steps"], len(self.alpha)
        self.stride = total // steps
        self.grid = [int(np.round(total - i * total / steps)) - 1 for i in range(steps)]

    def reset(self):
        pass

    def sample(self, denoise, noise, prefix=None):
        x = noise(self.shape)
        for t in self.grid:
            alpha = self.alpha[t]
            after = self.alpha[t - self.stride] if t >= self.stride else 1.0
            clean = np.clip(denoise(x, np.float32(t)), -self.limit, self.limit)
            x_noise = (x - np.sqrt(alpha) * clean) / np.sqrt(1 - alpha)
            x = (np.sqrt(after) * clean + np.sqrt(1 - after) * x_noise).astype(np.float32)
        return x


class Flow:
    """Euler steps from noise at time 0 to actions at time 1; committed actions stand clean at the front, at time 1."""

    def __init__(self, spec, shape):
        if spec["direction"] != "zero_to_one" or spec.get("method", "euler") != "euler" or spec.get("time_scale", 1) != 1:
            raise ValueError("only Euler steps from 0 to 1 are used here")
        self.shape, self.steps = shape, spec["num_inference_steps"]

    def reset(self):
        pass

    def sample(self, denoise, noise, prefix=None):
        x = noise(self.shape)
        d = 0 if prefix is None else len(prefix)
        for i in range(self.steps):
            times = np.full(self.shape[0], i / self.steps, np.float32)
            if d:
                x[:d], times[:d] = prefix, 1
            x = (x + denoise(x, times) / self.steps).astype(np.float32)
        if d:
            x[:d] = prefix
        return x


class Rolling:
    """Streaming Diffusion Policy: a buffer whose positions carry their own level of noise."""

    def __init__(self, spec, shape):
        if spec["prediction_type"] != "sample" or spec.get("n_obs_steps", 1) != 1:
            raise ValueError("only clean samples and one observation are used here")
        self.shape, self.alpha, self.limit = shape, alpha_bars(spec), clean_limit(spec)
        self.actions, self.previews = spec["n_action_steps"], spec.get("n_preview_steps", 0)
        self.start = spec.get("start", "zero")
        self.entry = entry_levels(len(self.alpha), shape[0], self.actions)
        self.reset()

    def reset(self):
        self.buffer = None

    def step(self, denoise, noise):
        t = self.levels
        alpha = self.alpha[t]
        after = np.where(t > 0, self.alpha[np.maximum(t - 1, 0)], 1.0)
        kept = alpha / after
        deviation = np.where(t > 0, np.sqrt(np.maximum((1 - after) / (1 - alpha) * (1 - kept), 1e-20)), 0)
        prediction = denoise(self.buffer, t.astype(np.float32))
        z = noise(self.shape) if t[-1] > 0 else np.zeros(self.shape, np.float32)
        self.clean = np.clip(prediction, -self.limit, self.limit)
        column = lambda values: values[:, None]
        self.buffer = (column(np.sqrt(after) * (1 - kept) / (1 - alpha)) * self.clean
                       + column(np.sqrt(kept) * (1 - after) / (1 - alpha)) * self.buffer + column(deviation) * z).astype(np.float32)
        self.levels = t - 1

    def fill(self, denoise, noise, start_action):
        first = 0
        if self.start == "denoise":
            self.buffer = noise(self.shape)
            self.levels = np.full(self.shape[0], len(self.alpha) - 1)
            while self.levels[0] >= 0:
                self.step(denoise, noise)
            first = self.actions
        else:
            self.buffer = np.tile(start_action if self.start == "constant" else np.zeros(self.shape[1]), (self.shape[0], 1)).astype(np.float32)
        self.levels = self.entry.copy()
        alpha = self.alpha[self.levels][:, None]
        noised = (np.sqrt(alpha) * self.buffer + np.sqrt(1 - alpha) * noise(self.shape)).astype(np.float32)
        self.buffer = np.concatenate([self.buffer[:first], noised[first:]])

    def sample(self, denoise, noise, prefix=None, start_action=None):
        if self.buffer is None:
            self.fill(denoise, noise, start_action)
        while self.levels[0] >= 0:
            self.step(denoise, noise)
        result = np.concatenate([self.buffer[:self.actions], self.clean[self.actions:self.actions + self.previews]])
        kept = (self.shape[0] // self.actions - 1) * self.actions
        self.buffer = np.concatenate([self.buffer[self.actions:self.actions + kept], noise((self.shape[0] - kept, self.shape[1]))])
        self.levels = np.concatenate([self.levels[self.actions:self.actions + kept], np.full(self.shape[0] - kept, len(self.alpha) - 1)])
        return result


def entry_levels(levels, horizon, actions):
    chunks = horizon // actions
    return np.array([levels * (min(p // actions, chunks - 1) + 1) // chunks - 1 for p in range(horizon)])


def create(spec, shape):
    return {"ddim": Ddim, "flow_matching": Flow, "rolling": Rolling}[spec["type"]](spec, shape)


class SeededNoise:
    """The runtime's own noise: Philox 4x32-10 with key = seed and counter = (block, 0, inference), and Box and Muller's pairs."""

    def __init__(self, seed=0):
        self.seed = seed
        self.begin(0)

    def begin(self, inference):
        self.inference, self.block, self.drawn = inference, 0, []

    def __call__(self, shape):
        count = int(np.prod(shape))
        values = []
        while len(values) < count:
            words = self.words()
            for radius, angle in (words[:2], words[2:]):
                r = math.sqrt(-2 * math.log((radius + 0.5) / 2 ** 32))
                phi = 2 * math.pi * angle / 2 ** 32
                values += [r * math.cos(phi), r * math.sin(phi)]
        values = np.array(values[:count], np.float32)
        self.drawn.append(values)
        return values.reshape(shape).copy()

    def words(self):
        c = [self.block, 0, self.inference & 0xFFFFFFFF, self.inference >> 32]
        k = [self.seed & 0xFFFFFFFF, self.seed >> 32]
        for _ in range(10):
            first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
            c = [(second >> 32) ^ c[1] ^ k[0], second & 0xFFFFFFFF, (first >> 32) ^ c[3] ^ k[1], first & 0xFFFFFFFF]
            k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
        self.block += 1
        return c
