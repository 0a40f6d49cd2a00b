#!/usr/bin/python3
"""The encoders of pick_place_act, taken out of its graph, and features of all demonstrations computed once.

Where the cube and the disc are is a matter of the pictures alone, so the encoders that one policy has learned serve the others:
their training needs no convolutions any more, and takes minutes.
"""

import argparse
import os
import sys
import time

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import numpy_helper

from demonstrations import CAMERAS, SIZE, Demonstrations

IMAGE_MEAN = 0.5
IMAGE_STD = 0.5
POINTS = 128
WIDTH = POINTS * len(CAMERAS)


class Encoder(nn.Module):
    """Where things are: 64 feature maps, each reduced to the mean position of its activation (spatial softmax)."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 5, 2, 2)
        self.conv2 = nn.Conv2d(32, 32, 3, 2, 1)
        self.conv3 = nn.Conv2d(32, 64, 3, 1, 1)
        self.conv4 = nn.Conv2d(64, 64, 3, 1, 1)
        self.sharpness = nn.Parameter(torch.ones(1))
        grid = torch.linspace(-1, 1, SIZE // 4)
        self.register_buffer("x", grid.repeat(SIZE // 4).view(1, 1, -1))
        self.register_buffer("y", grid.repeat_interleave(SIZE // 4).view(1, 1, -1))

        # While training, the convolutions may run in bfloat16, which halves their time; positions stay in float32.
        self.mixed = False

    def forward(self, image):
        if self.mixed:
            with torch.autocast("cpu", torch.bfloat16):
                maps = self.maps(image).float()
        else:
            maps = self.maps(image)
        share = F.softmax(maps.reshape(-1, 64, (SIZE // 4) ** 2) * self.sharpness, -1)
        return torch.cat([(share * self.x).sum(-1), (share * self.y).sum(-1)], 1)

    def maps(self, image):
        return self.conv4(F.relu(self.conv3(F.relu(self.conv2(F.relu(self.conv1(image)))))))


class Keypoints(nn.Module):
    """Normalised images [B,3,96,96] of both cameras to positions [B,256] in -1..1."""

    def __init__(self):
        super().__init__()
        self.encoders = nn.ModuleList([Encoder() for _ in CAMERAS])

    def forward(self, front, wrist):
        return torch.cat([encoder(image) for encoder, image in zip(self.encoders, (front, wrist))], 1)


def load(graph):
    """The encoders of a single-pass package, by the names of its weights; frozen."""
    keypoints = Keypoints()
    weights = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in onnx.load(graph).graph.initializer}
    own = dict(keypoints.named_parameters())
    missing = sorted(set(own) - set(weights))
    if missing:
        sys.exit("%s has no weights named %s" % (graph, ", ".join(missing)))
    with torch.no_grad():
        for name, parameter in own.items():
            parameter.copy_(weights[name])
    return keypoints.eval().requires_grad_(False)


def normalise_images(images):
    """uint8 [B,96,96,3] to float [B,3,96,96] in -1..1."""
    return images.permute(0, 3, 1, 2).contiguous().float().div_(255.0).sub_(IMAGE_MEAN).div_(IMAGE_STD)


def features(args):
    """Writes float16 [copies, frames, 256]: copy 0 as the pictures are, the others under another light each."""
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    demos = Demonstrations(args.data)
    keypoints = load(args.graph)
    frames = len(demos.states)
    result = np.zeros((args.copies, frames, WIDTH), np.float16)
    began = time.time()
    with torch.no_grad():
        for copy in range(args.copies):
            for first in range(0, frames, 64):
                raw = torch.from_numpy(np.array(demos.images[first:first + 64]))
                # Both cameras see the same light: one gain per sample; the tint differs per channel and camera.
                gain = 1 + args.brightness * (2 * torch.rand(len(raw), 1, 1, 1) - 1)
                views = []
                for camera in range(len(CAMERAS)):
                    view = normalise_images(raw[:, camera])
                    tint = args.tint * (2 * torch.rand(len(raw), 3, 1, 1) - 1)
                    views.append(view if copy == 0 else view * gain + tint)
                result[copy, first:first + len(raw)] = keypoints(*views).numpy()
            print("copy %d of %d, %.0f s" % (copy + 1, args.copies, time.time() - began), flush=True)
    np.save(args.features + ".new.npy", result)
    os.replace(args.features + ".new.npy", args.features)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder of demonstrations")
    parser.add_argument("--graph", required=True, help="model.onnx whose encoders to use")
    parser.add_argument("--features", required=True, help="file to write, .npy")
    parser.add_argument("--copies", type=int, default=7)
    parser.add_argument("--brightness", type=float, default=0.15, help="relative jitter of the brightness")
    parser.add_argument("--tint", type=float, default=0.1, help="absolute jitter per colour channel, of -1..1")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    features(parser.parse_args())


if __name__ == "__main__":
    main()
