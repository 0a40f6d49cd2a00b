"""Closed loop in the simulator, without ROS, with goals of all kinds that were not trained on."""

import time

import numpy as np
import torch

import goals
import phrases
import policy
import sketches
from demonstrations import CAMERAS
from keypoints import normalise_images
from progress import Progress


def tell(kind, disc, seed, gym, vocab, places):
    """A goal as inputs of the graph, and how it was told."""
    rng = np.random.default_rng(seed)
    if kind == "text":
        said = phrases.say(disc, phrases.HELD_OUT, rng)
        return goals.inputs(kind, phrases.encode(said, vocab)), said
    if kind == "image":
        return goals.inputs(kind, goals.normalise_picture(gym.picture(seed, disc)[0])), "picture of seed %d" % seed
    name, strokes = sketches.draw(places[disc], sketches.TRAINING + sketches.HELD_OUT, rng)
    return goals.inputs(kind, sketches.raster(strokes)), name


class Actor:
    """Observation and goal to absolute joint targets."""

    def __init__(self, graph, checkpoint):
        self.graph, self.checkpoint, self.durations = graph, checkpoint, []

    def infer(self, images, state, goal):
        began = time.perf_counter()
        with torch.no_grad():
            views = [normalise_images(torch.from_numpy(images[c:c + 1].copy())) for c in range(len(CAMERAS))]
            normal = torch.from_numpy((state - self.checkpoint["state_mean"]) / self.checkpoint["state_std"])[None]
            chunk = self.graph(*views, normal, *goal)[0].numpy() * self.checkpoint["action_std"] + self.checkpoint["action_mean"]
        self.durations.append(time.perf_counter() - began)
        return chunk


def run_episode(gym, actor, goal, seed, disc, args):
    """Receding horizon: a chunk observed at tick r takes force at tick r + delay. Returns success, ticks, and the last distance."""
    images, state, success, distance = gym.reset(seed, disc)
    resting = state.copy()
    chunk, observed = None, 0
    pending, requested = actor.infer(images, state, goal), 0
    for tick in range(args.max_ticks):
        if pending is not None and tick - requested >= args.delay:
            chunk, observed, pending = pending, requested, None
        if chunk is None:
            begin = end = resting
        else:
            begin, end = (chunk[min(tick - observed + ahead, len(chunk) - 1)] for ahead in (0, 1))
        images, state, success, distance = gym.move(begin, end)
        if success:
            break
        if pending is None and tick + 1 - requested >= args.execute:
            pending, requested = actor.infer(images, state, goal), tick + 1
    return success, tick + 1, distance


def evaluate(args):
    torch.set_num_threads(args.threads)
    graph, checkpoint, vocab, places = policy.load(args.checkpoint, args.goals)
    gym = goals.DiscGym(args.simulator)
    actor = Actor(graph, checkpoint)
    results, lengths = [], []
    shown = Progress(args.episodes)
    for index in range(args.episodes):
        seed = args.seed + index
        kind = goals.KINDS[index % len(goals.KINDS)]
        disc = index // len(goals.KINDS) % len(phrases.DISCS)
        goal, told = tell(kind, disc, seed, gym, vocab, places)
        success, ticks, distance = run_episode(gym, actor, goal, seed, disc, args)
        results.append((kind, phrases.DISCS[disc], success))
        if success:
            lengths.append(ticks)
        else:
            shown.clear()
            print("seed %d: failed, %s disc by %s (%s), cube %.3f m from it" % (seed, phrases.DISCS[disc], kind, told, distance), flush=True)
        shown.add(success)
    gym.close()
    for position, names in enumerate((goals.KINDS, phrases.DISCS)):
        for name in names:
            own = [result[2] for result in results if result[position] == name]
            print("  %-6s %d/%d" % (name, sum(own), len(own)))
    print("seeds %d to %d, delay %d, execute %d: %d/%d succeeded, mean %.1f ticks, inference median %.1f ms" % (
        args.seed, args.seed + args.episodes - 1, args.delay, args.execute, len(lengths), len(results),
        np.mean(lengths) if lengths else 0, 1e3 * np.median(actor.durations)), flush=True)
