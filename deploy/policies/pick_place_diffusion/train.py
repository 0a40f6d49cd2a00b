#!/usr/bin/python3
"""Trains, checks and exports the pick_place_diffusion policy: a chunk of twenty actions by DDIM.

Needs Debian's python3-torch (1.13), python3-onnx and libopenblas0-pthread; no network, no GPU. Once for all policies:

    robotpolicy-simulator generate --episodes 232 --seed 0 --out demos
    ../../training/keypoints.py --data demos --graph ../pick_place_act/model.onnx --features features.npy

    ./train.py train    --data demos --features features.npy --checkpoint policy.pt
    ./train.py evaluate --checkpoint policy.pt --simulator robotpolicy-simulator --delay 2
    ./train.py export   --checkpoint policy.pt --data demos --package .
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "training"))

import commandline  # noqa: E402
import recipes  # noqa: E402
from recipes import Recipe  # noqa: E402


def main():
    recipe = Recipe(HERE, None, horizon=20, per_position=False, time_span=50)
    recipe.objective = recipes.diffusion(recipe.sampler_spec)
    commandline.run(recipe, __doc__, iterations=4000)


if __name__ == "__main__":
    main()
