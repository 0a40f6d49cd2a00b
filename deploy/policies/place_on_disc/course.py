"""Learning the head from demonstrations; the encoders stand still."""

import copy
import math
import os
import sys
import time

import numpy as np
import torch
import torch.nn as nn

import phrases
from demonstrations import CAMERAS, JOINTS, Demonstrations, statistics
from keypoints import WIDTH, normalise_images
from policy import CHUNK, Policy, start

CLOSED_METRES = 0.0125
PART = 128


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
        targets, mask = demos.chunks(CHUNK)
        self.targets = torch.from_numpy((targets - action_mean) / action_std)
        self.mask = torch.from_numpy(mask)[..., None]
        self.states = torch.from_numpy((demos.states - state_mean) / state_std)
        self.discs = np.zeros(len(demos.states), np.int64)
        for segment in demos.segments:
            self.discs[segment["start"]:segment["start"] + segment["length"]] = segment["goal"]
        self.free = self.find_free()

    def views(self, frames):
        raw = torch.from_numpy(np.array(self.demos.images[frames]))
        return [normalise_images(raw[:, camera]) for camera in range(len(CAMERAS))]

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


def see(policy, data, lights, brightness, tint):
    """float32 [lights, frames, 256]: what the encoders say of each frame under several lights."""
    frames = len(data.states)
    seen = torch.zeros(lights, frames, WIDTH)
    with torch.no_grad():
        for light in range(lights):
            for part in np.array_split(np.arange(frames), frames // PART + 1):
                # Both cameras see the same light: one gain and one tint per frame.
                gain = 1 + brightness * (2 * torch.rand(len(part), 1, 1, 1) - 1)
                shade = tint * (2 * torch.rand(len(part), 3, 1, 1) - 1)
                seen[light, part] = policy.see(*(view * gain + shade for view in data.views(part)))
            print("features under light %d of %d" % (light + 1, lights), flush=True)
    return seen


def validate(policy, data):
    total = count = 0.0
    with torch.no_grad():
        for part in np.array_split(data.validation, max(1, len(data.validation) // PART)):
            chunk = policy(*data.views(part), data.states[part], data.certain(part))
            total += ((chunk - data.targets[part]).abs() * data.mask[part]).sum().item()
            count += data.mask[part].sum().item() * len(JOINTS)
    return total / count


def train(args):
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    data = Data(args.data, args.training_episodes)
    policy = Policy()
    start(policy, data.stats)
    average = copy.deepcopy(policy)
    noise = torch.tensor([args.state_noise] * 6 + [args.gripper_noise]) / torch.from_numpy(data.stats["state_std"])
    print("%d parameters, %d training frames, %d of them before the goal matters, %d validation frames, data sha256 %s" % (
        sum(p.numel() for p in policy.parameters()), len(data.training), data.free[data.training].sum(), len(data.validation), data.demos.hash), flush=True)
    seen = see(policy, data, args.lights, args.brightness, args.tint)

    def save(iteration, loss):
        given = {key: value for key, value in vars(args).items() if key != "run"}
        content = dict(data.stats, weights=average.state_dict(), iteration=iteration, validation_loss=loss, arguments=given,
                       data_sha256=data.demos.hash, data=data.demos.meta)
        torch.save(content, args.checkpoint + ".new")
        os.replace(args.checkpoint + ".new", args.checkpoint)

    learning = [policy.codes, *policy.head.parameters()]
    optimiser = torch.optim.AdamW(learning, lr=args.learning_rate, weight_decay=1e-3)
    began = reported = time.time()
    running = None
    for iteration in range(1, args.iterations + 1):
        progress = iteration / args.iterations
        for group in optimiser.param_groups:
            group["lr"] = args.learning_rate * min(1.0, iteration / 200) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
        frames = rng.choice(data.training, args.batch)
        state = data.states[frames] + torch.randn(args.batch, len(JOINTS)) * noise
        weight = data.mask[frames]
        shares = data.shares(frames, rng)
        light = torch.randint(args.lights, (args.batch,))
        chunk = policy.act(seen[light, torch.from_numpy(frames)], state, shares)
        loss = ((chunk - data.targets[frames]).abs() * weight).sum() / (weight.sum() * len(JOINTS))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
        keep = min(0.998, 1 - 1 / (iteration / 10 + 1))
        with torch.no_grad():
            for old, new in zip(average.parameters(), policy.parameters()):
                old.lerp_(new, 1 - keep)
        if iteration == args.iterations or time.time() - reported > 60:
            reported = time.time()
            error = validate(average, data)
            save(iteration, error)
            print("iteration %d/%d, %.1f min: training L1 %.4f, validation L1 %.4f" % (
                iteration, args.iterations, (reported - began) / 60, running, error), flush=True)
