"""The two networks of a sampled policy: a trunk that ends the encoder, and a denoiser."""

import math

import torch
import torch.nn as nn

import keypoints
from demonstrations import JOINTS

CONDITION = 256
OCTAVES = 5


class Trunk(nn.Module):
    """Key points [B,256] and normalised joints [B,7] to a condition [B,256]."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(keypoints.WIDTH + len(JOINTS), 512), nn.SiLU(), nn.Linear(512, CONDITION), nn.SiLU())

    def forward(self, points, state):
        return self.layers(torch.cat([points, state], 1))


class Denoiser(nn.Module):
    """A residual perceptron over the whole chunk, with the condition and the time at every layer.

    Sample [B,H,7], timestep [B] or, with `per_position`, [B,H], condition [B,256] to the clean sample [B,H,7]; with `velocity`
    to the velocity of a flow from noise at time 0 to actions at time 1, which the clean sample implies.
    """

    def __init__(self, horizon, per_position, time_span, velocity=False, width=768, layers=3):
        super().__init__()
        self.horizon, self.per_position, self.time_span, self.velocity = horizon, per_position, time_span, velocity
        times = 2 * OCTAVES + 1
        self.register_buffer("octaves", math.pi * 0.5 * 2.0 ** torch.arange(OCTAVES))
        self.position = nn.Linear(len(JOINTS) + times, 48) if per_position else None
        inner = horizon * (48 if per_position else len(JOINTS))
        beside = CONDITION + (0 if per_position else times)
        self.layers = nn.ModuleList([nn.Linear((width if i else inner) + beside, width) for i in range(layers)])
        self.last = nn.Linear(width, horizon * len(JOINTS))
        self.activation = nn.SiLU()

    def forward(self, sample, timestep, condition):
        share = (timestep / self.time_span).unsqueeze(-1)
        waves = share * self.octaves
        times = torch.cat([share, torch.sin(waves), torch.cos(waves)], -1)
        if self.per_position:
            hidden = self.activation(self.position(torch.cat([sample, times], 2))).flatten(1)
            beside = condition
        else:
            hidden = sample.flatten(1)
            beside = torch.cat([condition, times], 1)
        for i, layer in enumerate(self.layers):
            step = self.activation(layer(torch.cat([hidden, beside], 1)))
            hidden = hidden + step if i else step
        clean = self.last(hidden).view(-1, self.horizon, len(JOINTS))
        if not self.velocity:
            return clean

        # The last steps are not to blow up the error of the estimate.
        rest = (1 - share if self.per_position else 1 - share.unsqueeze(-1)).clamp(min=0.05)
        return (clean - sample) / rest


class Head(nn.Module):
    """What is trained."""

    def __init__(self, denoiser):
        super().__init__()
        self.trunk = Trunk()
        self.denoiser = denoiser


class EncoderGraph(nn.Module):
    """What is exported as encoder.onnx."""

    def __init__(self, points, trunk):
        super().__init__()
        self.points, self.trunk = points, trunk

    def forward(self, front, wrist, state):
        return self.trunk(self.points(front, wrist), state)
