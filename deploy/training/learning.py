"""The training loop, and a trained policy as it answers an observation."""

import copy
import math
import os
import sys
import time

import numpy as np
import torch
import torch.nn as nn

import keypoints
from demonstrations import CAMERAS, JOINTS, Demonstrations, statistics


def train(recipe, args):
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    demos = Demonstrations(args.data)
    training, validation = demos.split(args.training_episodes)
    if len(training) == 0 or len(validation) == 0:
        sys.exit("%d training and %d validation frames: choose --training-episodes between them" % (len(training), len(validation)))
    points = np.load(args.features, mmap_mode=None)
    state_mean, state_std = statistics(demos.states[training])
    action_mean, action_std = statistics(demos.actions[training])
    targets, mask = demos.chunks(recipe.horizon)
    targets = torch.from_numpy((targets - action_mean) / action_std)
    mask = torch.from_numpy(mask)[..., None]
    states = torch.from_numpy((demos.states - state_mean) / state_std)
    state_noise = torch.tensor([args.state_noise] * 6 + [args.gripper_noise]) / torch.from_numpy(state_std)

    head = recipe.create_head()
    if args.trunk:
        weights = torch.load(args.trunk, map_location="cpu")["weights"]
        head.trunk.load_state_dict({name[len("trunk."):]: value for name, value in weights.items() if name.startswith("trunk.")})
    average = copy.deepcopy(head)
    optimiser = torch.optim.AdamW(head.parameters(), lr=args.learning_rate, weight_decay=1e-3)
    print("%d parameters beside the encoders', %d training frames of %d episodes, %d validation frames, largest target %.2f, data sha256 %s" % (
        sum(p.numel() for p in head.parameters()), len(training), args.training_episodes, len(validation), targets.abs().max(), demos.hash), flush=True)

    def save(iteration, loss):
        torch.save({"weights": average.state_dict(), "iteration": iteration, "validation_loss": loss,
                    "arguments": {key: value for key, value in vars(args).items() if key not in ("run", "recipe")},
                    "state_mean": state_mean, "state_std": state_std, "action_mean": action_mean, "action_std": action_std,
                    "data_sha256": demos.hash}, args.checkpoint + ".new")
        os.replace(args.checkpoint + ".new", args.checkpoint)

    def validate():
        """On pictures as they are, with the same noise every time."""
        remembered = torch.get_rng_state()
        torch.manual_seed(1)
        part = torch.from_numpy(np.tile(validation, 4))
        with torch.no_grad():
            condition = average.trunk(torch.from_numpy(points[0, part.numpy()].astype(np.float32)), states[part])
            loss = recipe.objective(average.denoiser, condition, targets[part], mask[part]).item()
        torch.set_rng_state(remembered)
        return loss

    started = reported = time.time()
    running = None
    for iteration in range(1, args.iterations + 1):
        progress = iteration / args.iterations
        rate = args.learning_rate * min(1.0, iteration / 200) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * progress)))
        for group in optimiser.param_groups:
            group["lr"] = rate
        chosen = rng.choice(training, args.batch)
        seen = torch.from_numpy(points[rng.integers(len(points), size=args.batch), chosen].astype(np.float32))
        batch = torch.from_numpy(chosen)
        condition = head.trunk(seen, states[batch] + torch.randn(args.batch, len(JOINTS)) * state_noise)
        loss = recipe.objective(
            head.denoiser, condition.repeat(args.draws, 1), targets[batch].repeat(args.draws, 1, 1), mask[batch].repeat(args.draws, 1, 1))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        optimiser.step()
        running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
        keep = min(args.average, 1 - 1 / (iteration / 10 + 1))
        with torch.no_grad():
            for old, new in zip(average.parameters(), head.parameters()):
                old.lerp_(new, 1 - keep)
        if iteration == args.iterations or time.time() - reported > 60:
            reported = time.time()
            elapsed = reported - started
            error = validate()
            save(iteration, error)
            print("iteration %d/%d (%.1f epochs), %.1f min, about %.1f min left: training loss %.4f, validation loss %.4f" % (
                iteration, args.iterations, iteration * args.batch / len(training), elapsed / 60,
                elapsed / iteration * (args.iterations - iteration) / 60, running, error), flush=True)


class TrainedPolicy:
    """Observation to actions, with the normalisation of the checkpoint."""

    def __init__(self, recipe, checkpoint, graph):
        self.checkpoint = torch.load(checkpoint, map_location="cpu")
        self.points = keypoints.load(graph)
        self.head = recipe.create_head()
        self.head.load_state_dict(self.checkpoint["weights"])
        self.head.eval()

    def normalised_state(self, state):
        return ((state - self.checkpoint["state_mean"]) / self.checkpoint["state_std"]).astype(np.float32)

    def normalised_action(self, action):
        return ((action - self.checkpoint["action_mean"]) / self.checkpoint["action_std"]).astype(np.float32)

    def actions(self, chunk):
        return (chunk * self.checkpoint["action_std"] + self.checkpoint["action_mean"]).astype(np.float32)

    def views(self, images):
        return [keypoints.normalise_images(torch.from_numpy(images[None, c].copy())) for c in range(len(CAMERAS))]

    def denoiser(self, condition):
        """The network for one observation: sample [H,7] and timestep ([] or [H]) to a prediction [H,7]."""
        def call(sample, timestep):
            with torch.no_grad():
                return self.head.denoiser(torch.from_numpy(sample[None]), torch.from_numpy(np.asarray(timestep)[None]), condition)[0].numpy()
        return call

    def condition(self, images, state):
        with torch.no_grad():
            return self.head.trunk(self.points(*self.views(images)), torch.from_numpy(self.normalised_state(state)[None]))

    def infer(self, images, state, sampler, noise, committed=None):
        prefix = None if committed is None else self.normalised_action(committed)
        denoise = self.denoiser(self.condition(images, state))
        if hasattr(sampler, "start"):
            return self.actions(sampler.sample(denoise, noise, start_action=self.normalised_action(state)))
        return self.actions(sampler.sample(denoise, noise, prefix))
