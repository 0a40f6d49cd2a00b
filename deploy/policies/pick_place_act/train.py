#!/usr/bin/python3
"""Trains, checks and exports the pick_place_act policy.

Needs Debian's python3-torch (1.13), python3-onnx and libopenblas0-pthread; no network, no GPU.

    robotpolicy-simulator generate --episodes 232 --seed 0 --out demos
    ./train.py train    --data demos --checkpoint policy.pt
    ./train.py evaluate --checkpoint policy.pt --simulator robotpolicy-simulator --delay 2
    ./train.py export   --checkpoint policy.pt --data demos --package .

The network sees two 96 x 96 images and seven joint values and answers with a chunk of twenty absolute joint targets, 0.05 s
apart: action i is the command at t + i * 0.05 s, t being the time of the observation, and the command moves in a straight line
from each action to the next.
"""

import argparse
import copy
import hashlib
import math
import os
import sys
import time

import numpy as np
import torch
import torch.nn as nn

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "training"))

from demonstrations import CAMERAS, CHUNK, JOINTS, Demonstrations, statistics  # noqa: E402
from expose_embedding import expose  # noqa: E402
from keypoints import IMAGE_MEAN, IMAGE_STD, Encoder, normalise_images  # noqa: E402
from packaging import FEATURES, write_safetensors  # noqa: E402
from progress import Progress  # noqa: E402
from simulation import Gym  # noqa: E402


# --- network ---------------------------------------------------------------------------------------------------------------

class Policy(nn.Module):
    """Normalised images [B,3,96,96] and joints [B,7] to a chunk of normalised joint targets [B,20,7]."""

    def __init__(self):
        super().__init__()
        self.encoders = nn.ModuleList([Encoder() for _ in CAMERAS])
        width = 128 * len(CAMERAS) + len(JOINTS)
        self.head = nn.Sequential(
            nn.Linear(width, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, CHUNK * len(JOINTS)))

    def forward(self, front, wrist, state):
        seen = [encoder(image) for encoder, image in zip(self.encoders, (front, wrist))]
        return self.head(torch.cat(seen + [state], 1)).view(-1, CHUNK, len(JOINTS))


# --- training --------------------------------------------------------------------------------------------------------------

def train(args):
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    demos = Demonstrations(args.data)
    training, validation = demos.split(args.training_episodes)
    if len(training) == 0 or len(validation) == 0:
        sys.exit("%d training and %d validation frames: choose --training-episodes between them" % (len(training), len(validation)))
    state_mean, state_std = statistics(demos.states[training])
    action_mean, action_std = statistics(demos.actions[training])
    targets, mask = demos.chunks()
    targets = torch.from_numpy((targets - action_mean) / action_std)
    mask = torch.from_numpy(mask)[..., None]
    states = torch.from_numpy((demos.states - state_mean) / state_std)
    images = torch.from_numpy(np.array(demos.images))
    state_noise = torch.tensor([args.state_noise] * 6 + [args.gripper_noise]) / torch.from_numpy(state_std)

    policy = Policy()
    if args.initial:
        policy.load_state_dict(torch.load(args.initial, map_location="cpu")["weights"])
    average = copy.deepcopy(policy)
    optimiser = torch.optim.AdamW(policy.parameters(), lr=args.learning_rate, weight_decay=1e-3)
    print("%d parameters, %d training frames of %d episodes, %d validation frames, data sha256 %s" % (
        sum(p.numel() for p in policy.parameters()), len(training), args.training_episodes, len(validation), demos.hash), flush=True)

    def save(iteration, loss):
        torch.save({"weights": average.state_dict(), "iteration": iteration, "validation_loss": loss, "arguments": {key: value for key, value in vars(args).items() if key != "run"},
                    "state_mean": state_mean, "state_std": state_std, "action_mean": action_mean, "action_std": action_std,
                    "data_sha256": demos.hash, "data": demos.meta}, args.checkpoint + ".new")
        os.replace(args.checkpoint + ".new", args.checkpoint)

    def validate():
        average.eval()
        total = count = 0.0
        with torch.no_grad():
            for part in np.array_split(validation, max(1, len(validation) // 128)):
                part = torch.from_numpy(part)
                chunk = average(*(normalise_images(images[part, c]) for c in range(len(CAMERAS))), states[part])
                total += ((chunk - targets[part]).abs() * mask[part]).sum().item()
                count += mask[part].sum().item() * len(JOINTS)
        return total / count

    started = reported = time.time()
    running = None
    for iteration in range(1, args.iterations + 1):
        progress = iteration / args.iterations
        for encoder in policy.encoders:
            encoder.mixed = progress <= args.mixed_share
        rate = args.learning_rate * min(1.0, iteration / 200) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        batch = torch.from_numpy(rng.choice(training, args.batch))
        views = []
        # Both cameras see the same light: one gain per sample; the tint differs per channel.
        gain = 1 + args.brightness * (2 * torch.rand(args.batch, 1, 1, 1) - 1)
        tint = args.tint * (2 * torch.rand(args.batch, 3, 1, 1) - 1)
        for camera in range(len(CAMERAS)):
            views.append(normalise_images(images[batch, camera]) * gain + tint)
        state = states[batch] + torch.randn(args.batch, len(JOINTS)) * state_noise
        weight = mask[batch]
        loss = ((policy(*views, state) - targets[batch]).abs() * weight).sum() / (weight.sum() * len(JOINTS))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(policy.parameters(), 1.0)
        optimiser.step()
        running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
        keep = min(0.998, 1 - 1 / (iteration / 10 + 1))
        with torch.no_grad():
            for old, new in zip(average.parameters(), policy.parameters()):
                old.lerp_(new, 1 - keep)
        if iteration == args.iterations or time.time() - reported > 60:
            reported = time.time()
            elapsed = reported - started
            error = validate()
            save(iteration, error)
            print("iteration %d/%d (%.1f epochs), %.1f min, %.0f samples/s, about %.1f min left: training L1 %.4f, validation L1 %.4f" % (
                iteration, args.iterations, iteration * args.batch / len(training), elapsed / 60, iteration * args.batch / elapsed,
                elapsed / iteration * (args.iterations - iteration) / 60, running, error), flush=True)


# --- use -------------------------------------------------------------------------------------------------------------------

def load(path):
    checkpoint = torch.load(path, map_location="cpu")
    policy = Policy()
    policy.load_state_dict(checkpoint["weights"])
    policy.eval()
    return policy, checkpoint


def evaluate(args):
    """Closed loop, receding horizon. A chunk is used --delay ticks after its observation, as with asynchronous inference."""
    torch.set_num_threads(args.threads)
    policy, checkpoint = load(args.checkpoint)
    gym = Gym(args.simulator)
    succeeded, lengths, inference = 0, [], []

    def infer(images, state):
        began = time.perf_counter()
        with torch.no_grad():
            views = [normalise_images(torch.from_numpy(images[c:c + 1].copy())) for c in range(len(CAMERAS))]
            normal = torch.from_numpy((state - checkpoint["state_mean"]) / checkpoint["state_std"])[None]
            chunk = policy(*views, normal)[0].numpy() * checkpoint["action_std"] + checkpoint["action_mean"]
        inference.append(time.perf_counter() - began)
        return chunk

    shown = Progress(args.episodes)
    for seed in range(args.seed, args.seed + args.episodes):
        images, state, success, distance = gym.reset(seed)
        resting = state.copy()
        chunk, observed = None, 0
        pending, requested = infer(images, state), 0
        for tick in range(args.max_ticks):
            # A chunk observed at tick r takes force at tick r + delay, from its action number `delay` on.
            if pending is not None and tick - requested >= args.delay:
                chunk, observed, pending = pending, requested, None
            if chunk is None:
                begin = end = resting
            else:
                begin, end = (chunk[min(tick - observed + ahead, CHUNK - 1)] for ahead in (0, 1))
            images, state, success, distance = gym.hold(begin) if args.hold else gym.move(begin, end)
            if success:
                break
            if pending is None and tick + 1 - requested >= args.execute:
                pending, requested = infer(images, state), tick + 1
        succeeded += success
        if success:
            lengths.append(tick + 1)
        else:
            shown.clear()
            print("seed %d: failed, cube %.3f m from the disc" % (seed, distance), flush=True)
        shown.add(success)
    gym.close()
    print("%s, delay %d, execute %d: %d/%d succeeded, mean %.1f ticks, inference median %.1f ms" % (
        "hold" if args.hold else "linear", args.delay, args.execute, succeeded, args.episodes,
        np.mean(lengths) if lengths else 0, 1e3 * np.median(inference)))


# --- package ---------------------------------------------------------------------------------------------------------------

def export(args):
    torch.set_num_threads(args.threads)
    policy, checkpoint = load(args.checkpoint)
    demos = Demonstrations(args.data)
    frame = demos.split(checkpoint["arguments"]["training_episodes"])[1][args.frame]
    raw = torch.from_numpy(np.array(demos.images[frame:frame + 1]))
    views = [normalise_images(raw[:, c]) for c in range(len(CAMERAS))]
    state = torch.from_numpy((demos.states[frame:frame + 1] - checkpoint["state_mean"]) / checkpoint["state_std"])
    torch.onnx.export(
        policy, (*views, state), os.path.join(args.package, "model.onnx"), opset_version=13,
        input_names=list(FEATURES), output_names=["action"], do_constant_folding=True)
    expose(os.path.join(args.package, "model.onnx"))

    image = {"mean": np.full((3, 1, 1), IMAGE_MEAN, np.float32), "std": np.full((3, 1, 1), IMAGE_STD, np.float32)}
    stats = {}
    for camera in CAMERAS:
        for key, value in image.items():
            stats["observation.images.%s.%s" % (camera, key)] = value
    for feature, prefix in (("observation.state", "state"), ("action", "action")):
        for key in ("mean", "std"):
            stats["%s.%s" % (feature, key)] = checkpoint["%s_%s" % (prefix, key)]
    write_safetensors(os.path.join(args.package, "stats.safetensors"), stats)

    # One observation of an episode that was not trained on, as it goes into and comes out of the graph, and before and after
    # the processors: whoever runs the package can compare its own numbers with these.
    with torch.no_grad():
        chunk = policy(*views, state).numpy()
    parity = {feature: value.numpy() for feature, value in zip(FEATURES, (*views, state))}
    parity["action"] = chunk
    for index, camera in enumerate(CAMERAS):
        parity["raw.observation.images." + camera] = np.array(demos.images[frame, index])
    parity["raw.observation.state"] = demos.states[frame].copy()
    parity["raw.action"] = (chunk[0] * checkpoint["action_std"] + checkpoint["action_mean"]).astype(np.float32)
    write_safetensors(os.path.join(args.package, "parity.safetensors"), parity)

    for name in ("model.onnx", "stats.safetensors", "parity.safetensors"):
        with open(os.path.join(args.package, name), "rb") as file:
            content = file.read()
        print("%s  %d bytes  sha256 %s" % (name, len(content), hashlib.sha256(content).hexdigest()))
    print("iteration %d, validation L1 %.4f, data sha256 %s" % (
        checkpoint["iteration"], checkpoint["validation_loss"], checkpoint["data_sha256"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    defaults = argparse.ArgumentDefaultsHelpFormatter

    sub = commands.add_parser("train", help="train from demonstrations", formatter_class=defaults)
    sub.add_argument("--data", required=True, help="folder of demonstrations")
    sub.add_argument("--checkpoint", default="policy.pt", help="file to write, each minute and at the end")
    sub.add_argument("--initial", help="checkpoint whose weights to start from, instead of random ones")
    sub.add_argument("--training-episodes", type=int, default=220, help="the episodes after these are for validation")
    sub.add_argument("--iterations", type=int, default=6000)
    sub.add_argument("--mixed-share", type=float, default=0.8, help="share of the iterations with bfloat16 convolutions; 0 where the CPU lacks it")
    sub.add_argument("--batch", type=int, default=64)
    sub.add_argument("--learning-rate", type=float, default=1e-3)
    sub.add_argument("--brightness", type=float, default=0.15, help="relative jitter of the brightness")
    sub.add_argument("--tint", type=float, default=0.1, help="absolute jitter per colour channel, of -1..1")
    sub.add_argument("--state-noise", type=float, default=0.004, help="noise on the joint angles in radians")
    sub.add_argument("--gripper-noise", type=float, default=0.001, help="noise on the gripper position in metres")
    sub.add_argument("--seed", type=int, default=0)
    sub.add_argument("--threads", type=int, default=1)
    sub.set_defaults(run=train)

    sub = commands.add_parser("evaluate", help="closed loop in the simulator, without ROS", formatter_class=defaults)
    sub.add_argument("--checkpoint", default="policy.pt")
    sub.add_argument("--simulator", nargs="+", default=["robotpolicy-simulator"], help="how to start the simulator")
    sub.add_argument("--episodes", type=int, default=50)
    sub.add_argument("--seed", type=int, default=100000, help="first seed; training uses seeds from 0 on")
    sub.add_argument("--delay", type=int, default=0, help="ticks of 0.05 s from an observation to the use of its chunk")
    sub.add_argument("--execute", type=int, default=12, help="ticks from one observation to the next")
    sub.add_argument("--hold", action="store_true", help="hold each action for its tick instead of moving linearly to the next")
    sub.add_argument("--max-ticks", type=int, default=300)
    sub.add_argument("--threads", type=int, default=1)
    sub.set_defaults(run=evaluate)

    sub = commands.add_parser("export", help="write model.onnx, stats.safetensors and parity.safetensors", formatter_class=defaults)
    sub.add_argument("--checkpoint", default="policy.pt")
    sub.add_argument("--data", required=True, help="the demonstrations that it was trained on")
    sub.add_argument("--package", default=".", help="folder to write")
    sub.add_argument("--frame", type=int, default=40, help="validation frame for parity.safetensors")
    sub.add_argument("--threads", type=int, default=1)
    sub.set_defaults(run=export)

    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
