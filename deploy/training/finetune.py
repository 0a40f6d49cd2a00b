#!/usr/bin/python3
"""Trains a shipped single-pass package on: from its own weights, with what a human did where it failed.

    ./finetune.py --initial ../policies/pick_place_act --dataset dataset --data demos --package new --robotctl robotctl --seconds 480

The weights come out of model.onnx, and must answer the package's parity.safetensors as it says before anything is learned. The loss is
that of the package's own train.py, weighted by the classes of Sirius; demonstrations of the nominal scene, made again, keep what was known.
The statistics stay what they were. The new package is complete but for a calibration of its monitor. The last line is a summary in JSON.
"""

import argparse
import copy
import importlib.util
import json
import math
import os
import struct
import sys
import time

import numpy as np
import onnx
import torch
import torch.nn as nn
from onnx import numpy_helper

from demonstrations import CAMERAS, JOINTS, Demonstrations
from interventions import DEMO, NAMES, Interventions, sirius_weights
from keypoints import normalise_images
from packaging import FEATURES

TOLERANCE = 1e-5


def load_trainer(package):
    """The package's own train.py: its network, and how it becomes a package."""
    spec = importlib.util.spec_from_file_location("trainer", os.path.join(package, "train.py"))
    trainer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(trainer)
    return trainer


def read_safetensors(path):
    with open(path, "rb") as file:
        content = file.read()
    length = struct.unpack("<Q", content[:8])[0]
    kinds = {"F32": np.float32, "U8": np.uint8, "I64": np.int64}
    result = {}
    for name, entry in json.loads(content[8:8 + length]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            result[name] = np.frombuffer(content[8 + length + begin:8 + length + end], kinds[entry["dtype"]]).reshape(entry["shape"]).copy()
    return result


def load_policy(trainer, package):
    """The network with the weights of the package's graph."""
    policy = trainer.Policy()
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(os.path.join(package, "model.onnx")).graph.initializer}
    missing = sorted(set(dict(policy.named_parameters())) - set(weights))
    if missing:
        sys.exit("%s/model.onnx has no weights named %s" % (package, ", ".join(missing)))
    with torch.no_grad():
        for name, parameter in policy.named_parameters():
            parameter.copy_(torch.from_numpy(weights[name].reshape(parameter.shape).copy()))
    parity = read_safetensors(os.path.join(package, "parity.safetensors"))
    with torch.no_grad():
        answer = policy.eval()(*(torch.from_numpy(parity[feature]) for feature in FEATURES)).numpy()
    difference = np.abs(answer - parity["action"]).max()
    if not difference <= TOLERANCE:
        sys.exit("%s: the weights answer parity.safetensors with a difference of %g, expected at most %g" % (package, difference, TOLERANCE))
    print("parity: largest difference %g" % difference, flush=True)
    return policy


class Frames:
    """What is learned from: demonstrations, and what a human and the policy did, as normalised tensors."""

    def __init__(self, demos, helped, stats, training_episodes):
        parts = [demos.chunks(), helped.chunks()]
        targets, mask = (np.concatenate(pair) for pair in zip(*parts))
        self.images = torch.from_numpy(np.concatenate([np.array(demos.images), helped.images]))
        self.states = torch.from_numpy((np.concatenate([demos.states, helped.states]) - stats["observation.state.mean"]) / stats["observation.state.std"])
        self.targets = torch.from_numpy((targets - stats["action.mean"]) / stats["action.std"])
        self.mask = torch.from_numpy(mask)[..., None]
        self.validation = demos.split(training_episodes)[1]
        self.classes = np.concatenate([np.full(len(demos.states), DEMO), helped.classes])
        kept = np.concatenate([demos.split(training_episodes)[0], np.arange(len(demos.states), len(self.classes))])
        self.weights_by_class = sirius_weights(self.classes[kept])
        self.weights = torch.tensor([self.weights_by_class[kind] for kind in self.classes], dtype=torch.float32)
        self.training = kept[self.weights[kept].numpy() > 0]
        self.counts = {kind: int((self.classes[kept] == kind).sum()) for kind in NAMES}

    def views(self, batch):
        return [normalise_images(self.images[batch, camera]) for camera in range(len(CAMERAS))]


def validate(policy, frames):
    """Mean L1 on demonstrations that are not trained on: whether the nominal scene is being forgotten."""
    policy.eval()
    total = count = 0.0
    with torch.no_grad():
        for part in np.array_split(frames.validation, max(1, len(frames.validation) // 128)):
            part = torch.from_numpy(part)
            chunk = policy(*frames.views(part), frames.states[part])
            total += ((chunk - frames.targets[part]).abs() * frames.mask[part]).sum().item()
            count += frames.mask[part].sum().item() * len(JOINTS)
    return total / count


def train(policy, frames, stats, args):
    """As the package's train.py trains, with a weight for each frame and time as the bound. Returns the average and the iterations."""
    rng = np.random.default_rng(args.seed)
    average = copy.deepcopy(policy)
    optimiser = torch.optim.AdamW(policy.parameters(), lr=args.learning_rate, weight_decay=1e-3)
    noise = torch.tensor([args.state_noise] * 6 + [args.gripper_noise]) / torch.from_numpy(stats["observation.state.std"])
    started = reported = time.time()
    iteration, running = 0, None
    while True:
        elapsed = time.time() - started
        progress = iteration / args.iterations if args.iterations else elapsed / args.seconds
        if progress >= 1:
            return average, iteration
        iteration += 1
        for encoder in policy.encoders:
            encoder.mixed = progress <= args.mixed_share
        rate = args.learning_rate * min(1.0, iteration / 100) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        batch = torch.from_numpy(rng.choice(frames.training, args.batch))

        # Both cameras see the same light: one gain per sample; the tint differs per channel.
        gain = 1 + args.brightness * (2 * torch.rand(args.batch, 1, 1, 1) - 1)
        tint = args.tint * (2 * torch.rand(args.batch, 3, 1, 1) - 1)
        views = [view * gain + tint for view in frames.views(batch)]
        state = frames.states[batch] + torch.randn(args.batch, len(JOINTS)) * noise
        known = frames.mask[batch]
        error = ((policy(*views, state) - frames.targets[batch]).abs() * known).sum((1, 2))
        loss = (frames.weights[batch] * error).sum() / (known.sum() * len(JOINTS))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(policy.parameters(), 1.0)
        optimiser.step()
        running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
        keep = min(0.998, 1 - 1 / (iteration / 10 + 1))
        with torch.no_grad():
            for old, new in zip(average.parameters(), policy.parameters()):
                old.lerp_(new, 1 - keep)
        if time.time() - reported > args.report_seconds:
            reported = time.time()
            print("iteration %d, %.1f min, %.0f samples/s, about %.1f min left: weighted L1 %.4f" % (
                iteration, (reported - started) / 60, iteration * args.batch / (reported - started),
                (reported - started) * (1 - progress) / max(progress, 1e-9) / 60, running), flush=True)


def export(trainer, average, frames, demos, stats, iteration, error, args):
    """Through the package's own export, with its manifest under a new name."""
    os.makedirs(args.package, exist_ok=True)
    checkpoint = os.path.join(args.package, "weights.pt")
    torch.save({"weights": average.state_dict(), "iteration": iteration, "validation_loss": error,
                "arguments": {"training_episodes": args.training_episodes},
                "state_mean": stats["observation.state.mean"], "state_std": stats["observation.state.std"],
                "action_mean": stats["action.mean"], "action_std": stats["action.std"], "data_sha256": demos.hash}, checkpoint)
    with open(os.path.join(args.initial, "manifest.json")) as file:
        manifest = json.load(file)
    manifest["policy"]["name"] = os.path.basename(os.path.abspath(args.package))
    manifest["x-robotpolicy"].get("failure", {}).pop("calibration", None)
    with open(os.path.join(args.package, "manifest.json"), "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")
    trainer.export(argparse.Namespace(
        checkpoint=checkpoint, data=args.data, package=args.package, frame=min(args.frame, len(frames.validation) - 1), threads=args.threads))
    os.remove(checkpoint)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--initial", required=True, help="package folder to start from; it is not changed")
    parser.add_argument("--dataset", required=True, help="LeRobot dataset with the classes of Sirius")
    parser.add_argument("--data", required=True, help="folder of demonstrations of the nominal scene")
    parser.add_argument("--package", required=True, help="folder to write")
    parser.add_argument("--robotctl", default="robotctl", help="how to start it")
    parser.add_argument("--seconds", type=float, default=480, help="time for training")
    parser.add_argument("--iterations", type=int, default=0, help="train for so many instead, so that the result can be made again")
    parser.add_argument("--training-episodes", type=int, help="the demonstrations after these are for validation; nine in ten if left out")
    parser.add_argument("--mixed-share", type=float, default=0.8, help="share of the training with bfloat16 convolutions; 0 where the CPU lacks it")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=3e-4)
    parser.add_argument("--brightness", type=float, default=0.15, help="relative jitter of the brightness")
    parser.add_argument("--tint", type=float, default=0.1, help="absolute jitter per colour channel, of -1..1")
    parser.add_argument("--state-noise", type=float, default=0.004, help="noise on the joint angles in radians")
    parser.add_argument("--gripper-noise", type=float, default=0.001, help="noise on the gripper position in metres")
    parser.add_argument("--frame", type=int, default=40, help="validation frame for parity.safetensors")
    parser.add_argument("--report-seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1, help="more than one is slower where other programs are busy: threads wait for each other")
    args = parser.parse_args()
    if os.path.realpath(args.package) == os.path.realpath(args.initial):
        sys.exit("--package: the package to start from is not written over")
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)

    trainer = load_trainer(args.initial)
    policy = load_policy(trainer, args.initial)
    stats = read_safetensors(os.path.join(args.initial, "stats.safetensors"))
    demos = Demonstrations(args.data)
    if args.training_episodes is None:
        args.training_episodes = demos.meta["episodes"] - max(1, demos.meta["episodes"] // 10)
    frames = Frames(demos, Interventions(args.dataset, args.robotctl), stats, args.training_episodes)
    before = validate(policy, frames)
    print("%s; validation L1 %.4f" % (
        ", ".join("%s %d frames, weight %.3f" % (NAMES[kind], frames.counts[kind], frames.weights_by_class[kind]) for kind in NAMES), before), flush=True)
    average, iteration = train(policy, frames, stats, args)
    for encoder in average.encoders:
        encoder.mixed = False
    after = validate(average, frames)
    export(trainer, average, frames, demos, stats, iteration, after, args)
    print(json.dumps({
        "iterations": iteration, "batch": args.batch, "learning_rate": args.learning_rate, "seed": args.seed,
        "validation_l1_before": before, "validation_l1_after": after,
        "classes": {NAMES[kind]: {"frames": frames.counts[kind], "weight": frames.weights_by_class[kind]} for kind in NAMES}}), flush=True)


if __name__ == "__main__":
    main()
