"""The network: pick_place_act's with one more input, a code of sixteen numbers for the disc; and it starts from its weights."""

import json
import os
import struct

import numpy as np
import onnx
import torch
import torch.nn as nn
from onnx import numpy_helper

import goals
import phrases
from demonstrations import CAMERAS, JOINTS
from keypoints import WIDTH, Encoder

ACT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pick_place_act")
CHUNK = 20
CODE = 16


class Policy(nn.Module):
    """Normalised images [B,3,96,96], joints [B,7] and shares of the discs [B,3] to a chunk of normalised joint targets [B,20,7]."""

    def __init__(self):
        super().__init__()
        self.encoders = nn.ModuleList([Encoder() for _ in CAMERAS])
        self.codes = nn.Parameter(torch.randn(len(phrases.DISCS), CODE))
        self.head = nn.Sequential(
            nn.Linear(WIDTH + len(JOINTS) + CODE, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, CHUNK * len(JOINTS)))

    def see(self, front, wrist):
        return torch.cat([encoder(image) for encoder, image in zip(self.encoders, (front, wrist))], 1)

    def act(self, seen, state, shares):
        return self.head(torch.cat([seen, state, shares @ self.codes], 1)).view(-1, CHUNK, len(JOINTS))

    def forward(self, front, wrist, state, shares):
        return self.act(self.see(front, wrist), state, shares)


class Graph(nn.Module):
    """The whole package: observation and goal to a chunk."""

    def __init__(self, policy, encoder):
        super().__init__()
        self.policy, self.encoder = policy, encoder

    def forward(self, front, wrist, state, text, image, sketch, given):
        return self.policy(front, wrist, state, self.encoder(text, image, sketch, given))


def read_safetensors(path):
    """float32 tensors by name."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        content = file.read()
    cut = lambda entry: np.frombuffer(content[entry["data_offsets"][0]:entry["data_offsets"][1]], np.float32).reshape(entry["shape"])
    return {name: cut(entry) for name, entry in header.items() if name != "__metadata__"}


def start(policy, stats, folder=ACT):
    """Takes over pick_place_act's weights. Its normalisation was another one: the first and the last layer take up the difference."""
    weights = {tensor.name: numpy_helper.to_array(tensor).copy() for tensor in onnx.load(os.path.join(folder, "model.onnx")).graph.initializer}
    old = read_safetensors(os.path.join(folder, "stats.safetensors"))
    first, state = weights["head.0.weight"], slice(WIDTH, WIDTH + len(JOINTS))
    weights["head.0.bias"] += first[:, state] @ ((stats["state_mean"] - old["observation.state.mean"]) / old["observation.state.std"])
    first[:, state] *= stats["state_std"] / old["observation.state.std"]
    weights["head.0.weight"] = np.concatenate([first, 0.02 * np.random.default_rng(0).standard_normal((len(first), CODE), np.float32)], 1)
    gain = np.tile(old["action.std"] / stats["action_std"], CHUNK)
    shift = np.tile((old["action.mean"] - stats["action_mean"]) / stats["action_std"], CHUNK)
    weights["head.4.weight"] *= gain[:, None]
    weights["head.4.bias"] = weights["head.4.bias"] * gain + shift
    with torch.no_grad():
        for name, parameter in policy.named_parameters():
            if name != "codes":
                parameter.copy_(torch.from_numpy(weights[name]))


def load(checkpoint_path, goals_path):
    """The graph, the policy's checkpoint, the vocabulary, and where the discs are in the front camera's picture."""
    checkpoint = torch.load(checkpoint_path, map_location="cpu")
    policy = Policy()
    policy.load_state_dict(checkpoint["weights"])
    encoder, vocab, places = goals.load(goals_path)
    return Graph(policy, encoder).eval().requires_grad_(False), checkpoint, vocab, places
