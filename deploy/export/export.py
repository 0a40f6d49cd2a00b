#!/usr/bin/python3
"""Makes policy packages of trained checkpoints.

Needs PyTorch 1.13 or later and NumPy (Debian: python3-torch, python3-numpy, libopenblas0-pthread), and python3-onnx to check what
it writes. LeRobot itself is not needed, nor is a GPU or a network.

    export.py lerobot outputs/train/.../pretrained_model --dataset path/to/dataset --out deploy/policies/my_policy
"""

import argparse
import sys

SUCCESS, WRONG_INPUT, ABOVE_BAR = 0, 1, 3
FILTERS = ("area", "bilinear", "nearest")


def parser():
    top = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="exit codes: 0 written; 1 something is wrong with the checkpoint or the options, all of it is listed, nothing is "
               "written; 2 usage; 3 written, but a graph differs from PyTorch by more than the bar. deploy/export/README.md says more.")
    commands = top.add_subparsers(dest="command", required=True)
    one = commands.add_parser(
        "lerobot", help="from a LeRobot checkpoint of type act or diffusion",
        description="From a LeRobot checkpoint (act or diffusion) to a package, with a parity report.")
    one.add_argument("checkpoint", metavar="CHECKPOINT", help="folder with config.json and model.safetensors (…/pretrained_model)")
    one.add_argument("--out", required=True, metavar="PACKAGE", help="folder to write")
    one.add_argument("--dataset", metavar="DIR", 
                     help="dataset it was trained on: meta/info.json names joints and rate, and meta/stats.json serves where the "
                          "checkpoint holds no statistics")
    one.add_argument("--fps", type=float, help="actions per second; otherwise from the dataset")
    one.add_argument("--joints", metavar="a,b,…", 
                     help="names of the action's elements in order, and of the state's where it has as many; otherwise from the dataset")
    one.add_argument("--state-joints", metavar="a,b,…", help="names of the state's elements, where they differ")
    one.add_argument("--camera", action="append", default=[], metavar="OLD=NEW",
                     help="the robot's name NEW of the policy's camera OLD; may be repeated")
    one.add_argument("--robot", metavar="FILE", help="hardware profile whose joints and cameras the names have to be")
    one.add_argument("--degrees", action="store_true", help="the policy counts angles in degrees")
    one.add_argument("--resize", choices=FILTERS,
                     help="bring pictures of another size to the trained one with this filter; otherwise cameras must have that size")
    one.add_argument("--name", help="name of the policy; otherwise that of the folder")
    one.add_argument("--task", default="", help="what it was trained to do, in words")
    one.add_argument("--seed", type=int, default=0, help="seed of the made-up observation in parity.safetensors")
    one.add_argument("--noise", metavar="FILE",
                     help="safetensors with float32 noise [draws, horizon, length of an action] for the denoising loop in "
                          "parity.safetensors, instead of made-up noise")
    one.add_argument("--verify", choices=("auto", "onnxruntime", "node", "off"), default="auto",
                     help="what runs the graphs for the report: Python's onnxruntime, or Node.js with onnxruntime-node")
    one.add_argument("--force", action="store_true", help="replace the folder if it is there")
    return top


def main():
    args = parser().parse_args()
    try:
        import numpy  # noqa: F401
        import torch  # noqa: F401
    except ImportError as error:
        print("export: %s; Debian: apt-get install python3-torch python3-numpy libopenblas0-pthread" % error, file=sys.stderr)
        return WRONG_INPUT
    from exporter import lerobot

    try:
        done, report = lerobot.export(args)
    except lerobot.ExportError as error:
        for line in error.lines:
            print("export: " + line, file=sys.stderr)
        return WRONG_INPUT
    print(report, end="")
    if not all(each.passed for each in done.reports):
        print("export: a graph differs from PyTorch by more than the bar", file=sys.stderr)
        return ABOVE_BAR
    print("\nwritten: %s" % args.out)
    return SUCCESS


if __name__ == "__main__":
    sys.exit(main())
