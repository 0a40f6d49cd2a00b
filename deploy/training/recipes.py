"""What tells the three sampled policies apart: the shape of the network, and what a noised chunk is in training.

An objective takes the denoiser, conditions [B,256], normalised targets [B,H,7] and a mask [B,H,1] of what is known, and answers
with a loss. Levels and schedules are those of the package's manifest.
"""

import json
import os

import torch

import samplers
from demonstrations import JOINTS
from networks import Denoiser, Head


class Recipe:
    """A package's folder, its manifest, and how its network is trained."""

    def __init__(self, package, objective, horizon, per_position, time_span, velocity=False):
        with open(os.path.join(package, "manifest.json")) as file:
            self.manifest = json.load(file)
        self.package, self.objective = package, objective
        self.horizon, self.per_position, self.time_span, self.velocity = horizon, per_position, time_span, velocity

    @property
    def sampler_spec(self):
        return self.manifest["x-robotpolicy"]["sampler"]

    @property
    def execute(self):
        return self.manifest["runner"]["n_action_steps"]

    def create_head(self):
        return Head(Denoiser(self.horizon, self.per_position, self.time_span, self.velocity))

    def create_sampler(self, **changes):
        return samplers.create({**self.sampler_spec, **changes}, (self.horizon, len(JOINTS)))


def mean_square(error, mask):
    return (error.square() * mask).sum() / (mask.sum() * error.shape[-1])


def noised(targets, alpha):
    return alpha.sqrt() * targets + (1 - alpha).sqrt() * torch.randn_like(targets)


def diffusion(spec):
    """One level of noise for the whole chunk (denoising diffusion, clean-sample prediction)."""
    alpha = torch.from_numpy(samplers.alpha_bars(spec)).float()

    def objective(denoiser, condition, targets, mask):
        t = torch.randint(0, len(alpha), (len(targets),))
        clean = denoiser(noised(targets, alpha[t].view(-1, 1, 1)), t.float(), condition)
        return mean_square(clean - targets, mask)

    return objective


def flow(max_delay):
    """Flow matching with training-time Real-Time Chunking: the first d actions are clean and carry time 1; the loss is behind them."""

    def objective(denoiser, condition, targets, mask):
        count, horizon, _ = targets.shape
        time = torch.rand(count, 1).expand(count, horizon)
        delay = torch.randint(0, max_delay + 1, (count, 1))
        time = torch.where(torch.arange(horizon) < delay, torch.ones(()), time)
        share = time.unsqueeze(-1)
        noise = torch.randn_like(targets)
        velocity = denoiser(share * targets + (1 - share) * noise, time, condition)

        # In units of the clean sample: the velocity's error alone would let the last moments outweigh all others.
        rest = (1 - share).clamp(min=0.05)
        return mean_square((velocity - (targets - noise)) * rest * rest.rsqrt().clamp(max=2), mask * (share < 1))

    return objective


def streaming(spec, horizon, constant_share=0.2):
    """Levels that rise chunk by chunk, as they stand at some step of a call, or one level for all (Streaming Diffusion Policy)."""
    alpha = torch.from_numpy(samplers.alpha_bars(spec)).float()
    levels, actions = len(alpha), spec["n_action_steps"]
    entry = torch.from_numpy(samplers.entry_levels(levels, horizon, actions))
    calls = levels // (horizon // actions)

    def objective(denoiser, condition, targets, mask):
        count = len(targets)
        rising = entry - torch.randint(0, calls, (count, 1))
        constant = torch.randint(0, levels, (count, 1)).expand(count, horizon)
        t = torch.where(torch.rand(count, 1) < constant_share, constant, rising)
        clean = denoiser(noised(targets, alpha[t].unsqueeze(-1)), t.float(), condition)
        return mean_square(clean - targets, mask)

    return objective
