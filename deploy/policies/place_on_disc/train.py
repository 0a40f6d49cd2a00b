#!/usr/bin/python3
"""Trains, checks and exports the place_on_disc policy.

Needs Debian's python3-torch (1.13), python3-onnx and libopenblas0-pthread; no network, no GPU.

    robotpolicy-simulator generate --scene three_discs --episodes 252 --seed 0 --out demos
    ./goals.py --data demos --checkpoint goals.pt
    ./train.py train    --data demos --checkpoint policy.pt
    ./train.py evaluate --checkpoint policy.pt --goals goals.pt --delay 2
    ./train.py export   --checkpoint policy.pt --goals goals.pt --data demos --package .

The network is pick_place_act's with one more input, a code of sixteen numbers for the disc, and starts from its weights: first the
head alone learns, from what the encoders say of each picture, then everything together.
"""

import argparse
import copy
import hashlib
import math
import os
import sys
import time

import numpy as np
import onnx
import torch
import torch.nn as nn
from onnx import numpy_helper

import goals
import phrases
import sketches
from act import (CAMERAS, CHUNK, FEATURES, FOLDER, IMAGE_MEAN, IMAGE_STD, JOINTS, Demonstrations, Encoder, normalise_images, statistics,
                 write_safetensors)

CODE = 16
SEEN = 128 * len(CAMERAS)
CLOSED_METRES = 0.0125
GOAL_INPUTS = ("goal.text", "goal.image", "goal.sketch", "goal.given")


# --- network ---------------------------------------------------------------------------------------------------------------

class Policy(nn.Module):
    """Normalised images [B,3,96,96], joints [B,7] and shares of the discs [B,3] to a chunk of normalised joint targets [B,20,7]."""

    def __init__(self):
        super().__init__()
        self.encoders = nn.ModuleList([Encoder() for _ in CAMERAS])
        self.codes = nn.Parameter(torch.randn(len(phrases.DISCS), CODE))
        self.head = nn.Sequential(
            nn.Linear(SEEN + len(JOINTS) + CODE, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, CHUNK * len(JOINTS)))

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
    import json
    import struct
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        content = file.read()
    cut = lambda entry: np.frombuffer(content[entry["data_offsets"][0]:entry["data_offsets"][1]], np.float32).reshape(entry["shape"])
    return {name: cut(entry) for name, entry in header.items() if name != "__metadata__"}


def start_from(folder, policy, stats):
    """Takes over pick_place_act's weights. Its normalisation was another one: the first and the last layer take up the difference."""
    weights = {tensor.name: numpy_helper.to_array(tensor).copy() for tensor in onnx.load(os.path.join(folder, "model.onnx")).graph.initializer}
    old = read_safetensors(os.path.join(folder, "stats.safetensors"))
    first, state = weights["head.0.weight"], slice(SEEN, SEEN + len(JOINTS))
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


# --- data ------------------------------------------------------------------------------------------------------------------

class Data:
    """Demonstrations as tensors, with the goal of each frame."""

    def __init__(self, folder, training_episodes):
        demos = self.demos = Demonstrations(folder)
        if tuple(demos.meta.get("goals", ())) != phrases.DISCS:
            sys.exit("%s: the goals are %r, expected %r" % (folder, demos.meta.get("goals"), phrases.DISCS))
        self.training, self.validation = demos.split(training_episodes)
        if len(self.training) == 0 or len(self.validation) == 0:
            sys.exit("%d training and %d validation frames: choose --training-episodes between them" % (len(self.training), len(self.validation)))
        state_mean, state_std = statistics(demos.states[self.training])
        action_mean, action_std = statistics(demos.actions[self.training])
        self.stats = {"state_mean": state_mean, "state_std": state_std, "action_mean": action_mean, "action_std": action_std}
        targets, mask = demos.chunks()
        self.targets = torch.from_numpy((targets - action_mean) / action_std)
        self.mask = torch.from_numpy(mask)[..., None]
        self.states = torch.from_numpy((demos.states - state_mean) / state_std)
        self.images = torch.from_numpy(demos.images)
        self.discs = np.zeros(len(demos.states), np.int64)
        for segment in demos.segments:
            self.discs[segment["start"]:segment["start"] + segment["length"]] = segment["goal"]
        self.free = self.find_free()

    def find_free(self):
        """Whether a frame's whole chunk would be the same for every goal: it ends before the closed gripper lifts the cube."""
        free = np.zeros(len(self.states), bool)
        for episode in range(self.demos.meta["episodes"]):
            own = [s for s in self.demos.segments if s["episode"] == episode]
            first, last = own[0]["start"], own[-1]["start"] + own[-1]["length"]
            closed = np.nonzero(self.demos.actions[first:last, -1] < CLOSED_METRES)[0]
            if len(closed):
                free[first:max(first, first + closed[0] + 4 - (CHUNK - 1))] = True
        return free

    def shares(self, frames, rng):
        """The goals of frames, now and then a little unsure as the goal encoders are; any goal where it makes no difference."""
        discs = np.where(self.free[frames], rng.integers(0, len(phrases.DISCS), len(frames)), self.discs[frames])
        sure = np.eye(len(phrases.DISCS))[discs]
        doubt = 0.06 * rng.random((len(frames), 1)) ** 2
        return torch.from_numpy(((1 - doubt) * sure + doubt * rng.dirichlet(np.ones(len(phrases.DISCS)), len(frames))).astype(np.float32))

    def certain(self, frames):
        return torch.eye(len(phrases.DISCS))[torch.from_numpy(self.discs[frames])]


# --- training --------------------------------------------------------------------------------------------------------------

class Training:
    """Weights, their moving average, and what both stages do alike."""

    def __init__(self, args):
        torch.set_num_threads(args.threads)
        torch.manual_seed(args.seed)
        self.args = args
        self.rng = np.random.default_rng(args.seed)
        self.data = Data(args.data, args.training_episodes)
        self.policy = Policy()
        start_from(FOLDER, self.policy, self.data.stats)
        if args.initial:
            self.policy.load_state_dict(torch.load(args.initial, map_location="cpu")["weights"])
        self.average = copy.deepcopy(self.policy)
        self.noise = torch.tensor([args.state_noise] * 6 + [args.gripper_noise]) / torch.from_numpy(self.data.stats["state_std"])
        print("%d parameters, %d training frames, %d of them before the goal matters, %d validation frames, data sha256 %s" % (
            sum(p.numel() for p in self.policy.parameters()), len(self.data.training), self.data.free[self.data.training].sum(),
            len(self.data.validation), self.data.demos.hash), flush=True)

    def light(self, frames):
        """Both cameras see the same light: one gain per sample; the tint differs per channel."""
        gain = 1 + self.args.brightness * (2 * torch.rand(len(frames), 1, 1, 1) - 1)
        tint = self.args.tint * (2 * torch.rand(len(frames), 3, 1, 1) - 1)
        return [normalise_images(self.data.images[frames, camera]) * gain + tint for camera in range(len(CAMERAS))]

    def validate(self):
        total = count = 0.0
        self.average.eval()
        with torch.no_grad():
            for part in np.array_split(self.data.validation, max(1, len(self.data.validation) // 128)):
                views = [normalise_images(self.data.images[part, camera]) for camera in range(len(CAMERAS))]
                chunk = self.average(*views, self.data.states[part], self.data.certain(part))
                total += ((chunk - self.data.targets[part]).abs() * self.data.mask[part]).sum().item()
                count += self.data.mask[part].sum().item() * len(JOINTS)
        return total / count

    def save(self, stage, iteration, loss):
        given = {key: value for key, value in vars(self.args).items() if key != "run"}
        content = dict(self.data.stats, weights=self.average.state_dict(), stage=stage, iteration=iteration, validation_loss=loss,
                       arguments=given, data_sha256=self.data.demos.hash, data=self.data.demos.meta)
        torch.save(content, self.args.checkpoint + ".new")
        os.replace(self.args.checkpoint + ".new", self.args.checkpoint)

    def run(self, stage, parameters, iterations, batch, peak, forward):
        optimiser = torch.optim.AdamW(parameters, lr=peak, weight_decay=1e-3)
        began = reported = time.time()
        running = None
        for iteration in range(1, iterations + 1):
            progress = iteration / iterations
            for encoder in self.policy.encoders:
                encoder.mixed = progress <= self.args.mixed_share
            for group in optimiser.param_groups:
                group["lr"] = peak * min(1.0, iteration / 200) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
            frames = self.rng.choice(self.data.training, batch)
            state = self.data.states[frames] + torch.randn(batch, len(JOINTS)) * self.noise
            weight = self.data.mask[frames]
            chunk = forward(frames, state, self.data.shares(frames, self.rng))
            loss = ((chunk - self.data.targets[frames]).abs() * weight).sum() / (weight.sum() * len(JOINTS))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
            keep = min(0.998, 1 - 1 / (iteration / 10 + 1))
            with torch.no_grad():
                for old, new in zip(self.average.parameters(), self.policy.parameters()):
                    old.lerp_(new, 1 - keep)
            if iteration == iterations or time.time() - reported > 60:
                reported = time.time()
                error = self.validate()
                self.save(stage, iteration, error)
                elapsed = reported - began
                print("%s %d/%d, %.1f min, about %.1f left: training L1 %.4f, validation L1 %.4f" % (
                    stage, iteration, iterations, elapsed / 60, elapsed / 60 / iteration * (iterations - iteration), running, error), flush=True)

    def run_head(self):
        """The encoders stand still, so what they say of each frame under several lights is computed once."""
        frames = len(self.data.states)
        seen = torch.zeros(self.args.lights, frames, SEEN)
        with torch.no_grad():
            for light in range(self.args.lights):
                for part in np.array_split(np.arange(frames), frames // 128 + 1):
                    seen[light, part] = self.policy.see(*self.light(part))
        print("features of %d frames under %d lights" % (frames, self.args.lights), flush=True)
        pick = lambda chosen: seen[torch.randint(self.args.lights, (len(chosen),)), torch.from_numpy(chosen)]
        self.run("head", [self.policy.codes, *self.policy.head.parameters()], self.args.head_iterations, 256, 1e-3,
                 lambda chosen, state, shares: self.policy.act(pick(chosen), state, shares))

    def run_all(self):
        self.run("all", list(self.policy.parameters()), self.args.iterations, self.args.batch, self.args.learning_rate,
                 lambda chosen, state, shares: self.policy(*self.light(chosen), state, shares))


def train(args):
    training = Training(args)
    if args.head_iterations:
        training.run_head()
    if args.iterations:
        training.run_all()


# --- use -------------------------------------------------------------------------------------------------------------------

def load(args):
    checkpoint = torch.load(args.checkpoint, map_location="cpu")
    policy = Policy()
    policy.load_state_dict(checkpoint["weights"])
    encoder, vocab, places = goals.load(args.goals)
    return Graph(policy, encoder).eval().requires_grad_(False), checkpoint, vocab, places


def tell(kind, disc, seed, gym, vocab, places):
    """A goal that was not trained on, as inputs of the graph, and what it was."""
    rng = np.random.default_rng(seed)
    if kind == "text":
        said = phrases.say(disc, phrases.HELD_OUT, rng)
        return goals.inputs(kind, phrases.encode(said, vocab)), said
    if kind == "image":
        return goals.inputs(kind, goals.normalise_picture(gym.picture(seed, disc)[0])), "picture %d" % seed
    strokes = sketches.draw(places[disc], sketches.TRAINING + sketches.HELD_OUT, rng)
    return goals.inputs(kind, sketches.raster(strokes)), strokes


def evaluate(args):
    """Closed loop, receding horizon. A chunk is used --delay ticks after its observation, as with asynchronous inference."""
    torch.set_num_threads(args.threads)
    graph, checkpoint, vocab, places = load(args)
    gym = goals.Gym(args.simulator)
    results, lengths, inference = [], [], []

    def infer(images, state, goal):
        began = time.perf_counter()
        with torch.no_grad():
            views = [normalise_images(torch.from_numpy(images[c:c + 1].copy())) for c in range(len(CAMERAS))]
            normal = torch.from_numpy((state - checkpoint["state_mean"]) / checkpoint["state_std"])[None]
            chunk = graph(*views, normal, *goal)[0].numpy() * checkpoint["action_std"] + checkpoint["action_mean"]
        inference.append(time.perf_counter() - began)
        return chunk

    for index in range(args.episodes):
        seed = args.seed + index
        kind = goals.KINDS[index % len(goals.KINDS)]
        disc = index // len(goals.KINDS) % len(phrases.DISCS)
        goal, told = tell(kind, disc, seed, gym, vocab, places)
        images, state, success, distance = gym.reset(seed, disc)
        resting = state.copy()
        chunk, observed = None, 0
        pending, requested = infer(images, state, goal), 0
        for tick in range(args.max_ticks):
            # A chunk observed at tick r takes force at tick r + delay, from its action number `delay` on.
            if pending is not None and tick - requested >= args.delay:
                chunk, observed, pending = pending, requested, None
            if chunk is None:
                begin = end = resting
            else:
                begin, end = (chunk[min(tick - observed + ahead, CHUNK - 1)] for ahead in (0, 1))
            images, state, success, distance = gym.move(begin, end)
            if success:
                break
            if pending is None and tick + 1 - requested >= args.execute:
                pending, requested = infer(images, state, goal), tick + 1
        results.append((kind, disc, success))
        if success:
            lengths.append(tick + 1)
        else:
            print("seed %d: failed, %s disc by %s (%s), cube %.3f m from it" % (seed, phrases.DISCS[disc], kind, told, distance), flush=True)
    gym.close()
    for name, position in (*((kind, 0) for kind in goals.KINDS), *((disc, 1) for disc in phrases.DISCS)):
        own = [r[2] for r in results if (r[0] if position == 0 else phrases.DISCS[r[1]]) == name]
        print("  %-6s %d/%d" % (name, sum(own), len(own)))
    print("seeds %d to %d, delay %d, execute %d: %d/%d succeeded, mean %.1f ticks, inference median %.1f ms" % (
        args.seed, args.seed + args.episodes - 1, args.delay, args.execute, len(lengths), len(results),
        np.mean(lengths) if lengths else 0, 1e3 * np.median(inference)), flush=True)


# --- package ---------------------------------------------------------------------------------------------------------------

def export(args):
    torch.set_num_threads(args.threads)
    graph, checkpoint, vocab, places = load(args)
    demos = Demonstrations(args.data)
    frame = demos.split(checkpoint["arguments"]["training_episodes"])[1][args.frame]
    raw = torch.from_numpy(demos.images[frame:frame + 1].copy())
    views = [normalise_images(raw[:, c]) for c in range(len(CAMERAS))]
    state = torch.from_numpy((demos.states[frame:frame + 1] - checkpoint["state_mean"]) / checkpoint["state_std"])
    blank = goals.inputs("text", phrases.encode("the green disc", vocab))
    torch.onnx.export(
        graph, (*views, state, *blank), os.path.join(args.package, "model.onnx"), opset_version=13,
        input_names=list(FEATURES + GOAL_INPUTS), output_names=["action"], do_constant_folding=True)
    phrases.write_tokenizer(os.path.join(args.package, "tokenizer.json"), vocab)

    stats = {}
    for camera in CAMERAS:
        stats["observation.images.%s.mean" % camera] = np.full((3, 1, 1), IMAGE_MEAN, np.float32)
        stats["observation.images.%s.std" % camera] = np.full((3, 1, 1), IMAGE_STD, np.float32)
    for feature, prefix in (("observation.state", "state"), ("action", "action")):
        for key in ("mean", "std"):
            stats["%s.%s" % (feature, key)] = checkpoint["%s_%s" % (prefix, key)]
    write_safetensors(os.path.join(args.package, "stats.safetensors"), stats)
    write_safetensors(os.path.join(args.package, "parity.safetensors"), parity(args, graph, checkpoint, demos, frame, views, state, vocab, places))
    for name in ("model.onnx", "stats.safetensors", "tokenizer.json", "parity.safetensors"):
        with open(os.path.join(args.package, name), "rb") as file:
            content = file.read()
        print("%s  %d bytes  sha256 %s" % (name, len(content), hashlib.sha256(content).hexdigest()))
    print("%s %d, validation L1 %.4f, data sha256 %s" % (
        checkpoint["stage"], checkpoint["iteration"], checkpoint["validation_loss"], checkpoint["data_sha256"]))


def parity(args, graph, checkpoint, demos, frame, views, state, vocab, places):
    """One observation with a goal of each kind, into and out of the graph, and before and after what surrounds it.

    Names end in .text, .image or .sketch for the kind; raw.goal.text is UTF-8, raw.goal.image a picture [96,96,RGB], and
    raw.goal.sketch the points [n,3] of a 320 x 240 picture: number of the stroke, x, y.
    """
    result = {feature: value.numpy() for feature, value in zip(FEATURES, (*views, state))}
    for index, camera in enumerate(CAMERAS):
        result["raw.observation.images." + camera] = demos.images[frame, index].copy()
    result["raw.observation.state"] = demos.states[frame].copy()
    gym = goals.Gym(args.simulator)
    rng = np.random.default_rng(args.frame)
    for disc, kind in enumerate(goals.KINDS):
        if kind == "text":
            said = phrases.say(disc, phrases.HELD_OUT, rng)
            value, source = phrases.encode(said, vocab), np.frombuffer(said.encode(), np.uint8)
        elif kind == "image":
            source = gym.picture(60000, disc)[0]
            value = goals.normalise_picture(source)
        else:
            # Coordinates as the file holds them, so that whoever rasters them starts from the same numbers.
            strokes = sketches.draw(places[disc], ("loop_then_arrow",), rng)
            source = np.array([(number, *point) for number, stroke in enumerate(strokes) for point in stroke], np.float32)
            value = sketches.raster([source[source[:, 0] == number, 1:].tolist() for number in range(len(strokes))])
        given = goals.inputs(kind, value)
        chunk = graph(*views, state, *given).numpy()
        result["raw.goal." + kind] = source.copy()
        for name, tensor in zip(GOAL_INPUTS, given):
            result["%s.%s" % (name, kind)] = tensor.numpy()
        result["action." + kind] = chunk
        result["raw.action." + kind] = (chunk[0] * checkpoint["action_std"] + checkpoint["action_mean"]).astype(np.float32)
    gym.close()
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)

    def command(name, action, about):
        sub = commands.add_parser(name, help=about, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
        sub.add_argument("--checkpoint", default="policy.pt")
        sub.add_argument("--threads", type=int, default=1)
        sub.set_defaults(run=action)
        return sub

    sub = command("train", train, "train from demonstrations")
    sub.add_argument("--data", required=True, help="folder of demonstrations")
    sub.add_argument("--initial", help="checkpoint whose weights to start from, instead of pick_place_act's")
    sub.add_argument("--training-episodes", type=int, default=240, help="the episodes after these are for validation")
    sub.add_argument("--head-iterations", type=int, default=6000, help="first stage; 0 leaves it out")
    sub.add_argument("--lights", type=int, default=4, help="first stage: pictures of each frame under this many lights")
    sub.add_argument("--iterations", type=int, default=4000, help="second stage; 0 leaves it out")
    sub.add_argument("--batch", type=int, default=64)
    sub.add_argument("--learning-rate", type=float, default=4e-4)
    sub.add_argument("--mixed-share", type=float, default=0.8, help="share of the iterations with bfloat16 convolutions; 0 where the CPU lacks it")
    sub.add_argument("--brightness", type=float, default=0.15, help="relative jitter of the brightness")
    sub.add_argument("--tint", type=float, default=0.1, help="absolute jitter per colour channel, of -1..1")
    sub.add_argument("--state-noise", type=float, default=0.004, help="noise on the joint angles in radians")
    sub.add_argument("--gripper-noise", type=float, default=0.001, help="noise on the gripper position in metres")
    sub.add_argument("--seed", type=int, default=0)

    sub = command("evaluate", evaluate, "closed loop in the simulator, without ROS, with goals of all kinds")
    sub.add_argument("--goals", default="goals.pt", help="what goals.py wrote")
    sub.add_argument("--simulator", nargs="+", default=["robotpolicy-simulator"], help="how to start the simulator")
    sub.add_argument("--episodes", type=int, default=50)
    sub.add_argument("--seed", type=int, default=100000, help="first seed; training uses seeds from 0 on")
    sub.add_argument("--delay", type=int, default=0, help="ticks of 0.05 s from an observation to the use of its chunk")
    sub.add_argument("--execute", type=int, default=12, help="ticks from one observation to the next")
    sub.add_argument("--max-ticks", type=int, default=300)

    sub = command("export", export, "write model.onnx, tokenizer.json, stats.safetensors and parity.safetensors")
    sub.add_argument("--goals", default="goals.pt", help="what goals.py wrote")
    sub.add_argument("--simulator", nargs="+", default=["robotpolicy-simulator"], help="how to start the simulator")
    sub.add_argument("--data", required=True, help="the demonstrations that it was trained on")
    sub.add_argument("--package", default=".", help="folder to write")
    sub.add_argument("--frame", type=int, default=40, help="validation frame for parity.safetensors")

    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
