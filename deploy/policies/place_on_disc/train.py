#!/usr/bin/python3
"""Trains, checks and exports the place_on_disc policy.

Needs Debian's python3-torch (1.13), python3-onnx and libopenblas0-pthread; no network, no GPU.

    robotpolicy-simulator generate --scene three_discs --episodes 252 --seed 0 --out demos
    ./train.py goals    --data demos --goals goals.pt --simulator robotpolicy-simulator
    ./train.py train    --data demos --checkpoint policy.pt
    ./train.py evaluate --checkpoint policy.pt --goals goals.pt --simulator robotpolicy-simulator --delay 2
    ./train.py export   --checkpoint policy.pt --goals goals.pt --simulator robotpolicy-simulator --data demos --package .

The first command learns to understand goals: words, a picture or strokes to one of three discs. The second learns to act on them,
from pick_place_act's weights.
"""

import argparse
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(1, os.path.join(HERE, "..", "..", "training"))

import course  # noqa: E402
import goals  # noqa: E402
import package  # noqa: E402
import trial  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name, action, about, *shared):
        sub = commands.add_parser(name, help=about, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        sub.add_argument("--threads", type=int, default=1)
        if "data" in shared:
            sub.add_argument("--data", required=True, help="folder of demonstrations on the table with three discs")
        if "training" in shared:
            sub.add_argument("--training-episodes", type=int, default=240, help="the episodes after these are for validation")
            sub.add_argument("--seed", type=int, default=0)
        if "checkpoint" in shared:
            sub.add_argument("--checkpoint", default="policy.pt")
        if "goals" in shared:
            sub.add_argument("--goals", default="goals.pt", help="what the command goals writes")
            sub.add_argument("--simulator", nargs="+", default=["robotpolicy-simulator"], help="how to start the simulator")
        sub.set_defaults(run=action)
        return sub

    sub = command("goals", goals.train, "learn to understand goals", "data", "training", "goals")
    sub.add_argument("--pictures", type=int, default=300, help="pictures of each disc from the simulator")
    sub.add_argument("--drawings", type=int, default=1500, help="drawings of each disc")
    sub.add_argument("--iterations", type=int, default=700)

    sub = command("train", course.train, "learn to act from demonstrations", "data", "training", "checkpoint")
    sub.add_argument("--lights", type=int, default=3, help="pictures of each frame under this many lights")
    sub.add_argument("--iterations", type=int, default=5000)
    sub.add_argument("--batch", type=int, default=256)
    sub.add_argument("--learning-rate", type=float, default=1e-3)
    sub.add_argument("--brightness", type=float, default=0.15, help="relative jitter of the brightness")
    sub.add_argument("--tint", type=float, default=0.1, help="absolute jitter per colour channel, of -1..1")
    sub.add_argument("--state-noise", type=float, default=0.004, help="noise on the joint angles in radians")
    sub.add_argument("--gripper-noise", type=float, default=0.001, help="noise on the gripper position in metres")

    sub = command("evaluate", trial.evaluate, "closed loop in the simulator, without ROS, with goals of all kinds", "checkpoint", "goals")
    sub.add_argument("--episodes", type=int, default=50)
    sub.add_argument("--seed", type=int, default=100000, help="first seed; training uses seeds from 0 on")
    sub.add_argument("--delay", type=int, default=0, help="ticks of 0.05 s from an observation to the use of its chunk")
    sub.add_argument("--execute", type=int, default=12, help="ticks from one observation to the next")
    sub.add_argument("--max-ticks", type=int, default=300)

    sub = command("export", package.export, "write model.onnx, tokenizer.json, stats.safetensors and parity.safetensors",
                  "data", "checkpoint", "goals")
    sub.add_argument("--package", default=".", help="folder to write")
    sub.add_argument("--frame", type=int, default=40, help="validation frame for parity.safetensors")

    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
