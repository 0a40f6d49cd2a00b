"""The three commands of every sampled policy's train.py."""

import argparse
import os

import learning
import packaging
import simulation
import torch

ACT_GRAPH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "policies", "pick_place_act", "model.onnx")


def evaluate(recipe, args):
    torch.set_num_threads(args.threads)
    policy = simulation.TorchPolicy(learning.TrainedPolicy(recipe, args.checkpoint, args.graph), recipe.create_sampler())
    simulation.evaluate(
        args.simulator, policy, args.seed, args.episodes, args.delay, args.execute or recipe.execute, args.max_ticks, args.committed)


def run(recipe, description, iterations):
    """Parses the command line and does what it says."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name, action, about):
        sub = commands.add_parser(name, help=about, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        sub.add_argument("--checkpoint", default="policy.pt")
        sub.add_argument("--threads", type=int, default=1)
        sub.set_defaults(run=action)
        return sub

    sub = command("train", learning.train, "train from demonstrations and their features")
    sub.add_argument("--data", required=True, help="folder of demonstrations")
    sub.add_argument("--features", required=True, help="what keypoints.py wrote of them")
    sub.add_argument("--trunk", help="checkpoint of another sampled policy whose trunk to start from, instead of a random one")
    sub.add_argument("--training-episodes", type=int, default=220, help="the episodes after these are for validation")
    sub.add_argument("--iterations", type=int, default=iterations)
    sub.add_argument("--batch", type=int, default=96)
    sub.add_argument("--draws", type=int, default=3, help="levels of noise per sample")
    sub.add_argument("--learning-rate", type=float, default=1e-3)
    sub.add_argument("--average", type=float, default=0.999, help="decay of the moving average of the weights")
    sub.add_argument("--state-noise", type=float, default=0.004, help="noise on the joint angles in radians")
    sub.add_argument("--gripper-noise", type=float, default=0.001, help="noise on the gripper position in metres")
    sub.add_argument("--seed", type=int, default=0)

    sub = command("evaluate", evaluate, "closed loop in the simulator, without ROS")
    sub.add_argument("--graph", default=ACT_GRAPH, help="graph whose encoders to use")
    sub.add_argument("--simulator", nargs="+", default=["robotpolicy-simulator"], help="how to start the simulator")
    sub.add_argument("--episodes", type=int, default=50)
    sub.add_argument("--seed", type=int, default=100000, help="first seed; training uses seeds from 0 on")
    sub.add_argument("--delay", type=int, default=1, help="ticks of 0.05 s from an observation to the use of its chunk")
    sub.add_argument("--execute", type=int, help="ticks from one observation to the next; the manifest's if left out")
    sub.add_argument("--committed", action="store_true", help="tell the policy which actions are executed meanwhile")
    sub.add_argument("--max-ticks", type=int, default=300)

    sub = command("export", packaging.export, "write the graphs, stats.safetensors and parity.safetensors")
    sub.add_argument("--graph", default=ACT_GRAPH, help="graph whose encoders to use")
    sub.add_argument("--data", required=True, help="the demonstrations that it was trained on")
    sub.add_argument("--package", default=recipe.package, help="folder to write")
    sub.add_argument("--frame", type=int, default=40, help="validation frame for parity.safetensors")

    args = parser.parse_args()
    args.run(recipe, args)
