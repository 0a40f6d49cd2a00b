"""What understands a goal: words, a picture or strokes to one of three discs.

Pictures of finished scenes come from the simulator, with the arm near home, and from the ends of the demonstrations, with the arm
above the disc. Prints how often each kind is understood on sentences, pictures and drawings that were not trained on.
"""

import os
import struct
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import phrases
import sketches
from demonstrations import SIZE, Demonstrations
from simulation import Gym

KINDS = ("text", "image", "sketch")
WORD_WIDTH = 32


# --- network ---------------------------------------------------------------------------------------------------------------

def look(channels, width):
    """A small convolutional network from a 96 x 96 picture to three numbers."""
    return nn.Sequential(
        nn.Conv2d(channels, width, 5, 2, 2), nn.ReLU(), nn.Conv2d(width, 2 * width, 3, 2, 1), nn.ReLU(),
        nn.Conv2d(2 * width, 2 * width, 3, 2, 1), nn.ReLU(), nn.Conv2d(2 * width, 8, 1), nn.ReLU(),
        nn.Flatten(), nn.Linear(8 * (SIZE // 8) ** 2, 32), nn.ReLU(), nn.Linear(32, len(phrases.DISCS)))


class Reader(nn.Module):
    """Token ids [B,16] to three numbers, by way of the mean word."""

    def __init__(self, vocabulary):
        super().__init__()
        self.words = nn.Embedding(vocabulary, WORD_WIDTH)
        self.sentence = nn.Sequential(nn.Linear(WORD_WIDTH, 32), nn.ReLU(), nn.Linear(32, len(phrases.DISCS)))

    def forward(self, text):
        known = (text != phrases.PAD).float()[..., None]
        return self.sentence((self.words(text) * known).sum(1) / known.sum(1).clamp(min=1))


class GoalEncoder(nn.Module):
    """A goal of any kind to the shares [B,3] of the discs, which add up to one."""

    def __init__(self, vocabulary):
        super().__init__()
        self.text = Reader(vocabulary)
        self.picture = look(3, 16)
        self.drawing = look(1, 8)

    def forward(self, text, image, sketch, given):
        """int64 [B,16], [B,3,96,96] in -1..1, [B,1,96,96], and [B,3] with 1 for the kind that is given."""
        logits = torch.stack([self.text(text), self.picture(image), self.drawing(sketch)], 1)
        return F.softmax((logits * given[..., None]).sum(1), -1)


def inputs(kind, value):
    """What goes into the graph for one goal: the other kinds' inputs are zero."""
    given = torch.zeros(1, len(KINDS))
    given[0, KINDS.index(kind)] = 1
    blank = {"text": torch.zeros(1, phrases.LENGTH, dtype=torch.int64), "image": torch.zeros(1, 3, SIZE, SIZE),
             "sketch": torch.zeros(1, 1, SIZE, SIZE)}
    blank[kind] = torch.from_numpy(value)[None]
    return blank["text"], blank["image"], blank["sketch"], given


# --- data ------------------------------------------------------------------------------------------------------------------

class DiscGym(Gym):
    """The table with three discs."""

    def __init__(self, program):
        super().__init__(program, "--scene", "three_discs")

    def reset(self, seed, disc):
        return self.ask(b"G" + struct.pack("<ii", seed, disc))

    def picture(self, seed, disc):
        """uint8 [96,96,3] of the finished scene, and where the disc is in it: centre and half extents, of 320 x 240 pixels."""
        self.process.stdin.write(b"P" + struct.pack("<ii", seed, disc))
        self.process.stdin.flush()
        reply = self.process.stdout.read(SIZE * SIZE * 3 + 16)
        return np.frombuffer(reply[:-16], np.uint8).reshape(SIZE, SIZE, 3), struct.unpack("<4f", reply[-16:])


def normalise_picture(picture):
    """uint8 [96,96,3] to float32 [3,96,96] in -1..1."""
    return np.ascontiguousarray(((picture.astype(np.float32) / 255 - 0.5) / 0.5).transpose(2, 0, 1))


def pictures(gym, demos, episodes, first_seed, count):
    """Pictures and discs: `count` of each disc from the simulator, and the last frames of some episodes."""
    shown, discs = [], []
    for seed in range(first_seed, first_seed + count):
        for disc in range(len(phrases.DISCS)):
            shown.append(gym.picture(seed, disc)[0])
            discs.append(disc)
    for segment in demos.segments:
        if segment["terminal"] and segment["episode"] in episodes:
            for back in (1, 4, 8):
                shown.append(np.array(demos.images[segment["start"] + segment["length"] - back, 0]))
                discs.append(segment["goal"])
    return np.stack([normalise_picture(picture) for picture in shown]), np.array(discs)


def drawings(places, kinds, count, rng):
    drawn, discs = [], []
    for _ in range(count):
        for disc, place in enumerate(places):
            drawn.append(sketches.raster(sketches.draw(place, kinds, rng)[1]))
            discs.append(disc)
    return np.stack(drawn), np.array(discs)


def sentences(templates, vocab, count, rng):
    ids, discs = [], []
    for index in range(count):
        disc = index % len(phrases.DISCS)
        ids.append(phrases.encode(phrases.say(disc, templates, rng), vocab))
        discs.append(disc)
    return np.stack(ids), np.array(discs)


# --- training --------------------------------------------------------------------------------------------------------------

def shift(batch, reach, rng):
    """Each picture moved by some whole pixels, its edge repeated."""
    padded = F.pad(batch, (reach,) * 4, mode="replicate")
    moves = rng.integers(0, 2 * reach + 1, (len(batch), 2))
    return torch.stack([one[:, y:y + SIZE, x:x + SIZE] for one, (y, x) in zip(padded, moves)])


def light(batch):
    """Other brightness, other tint, some noise."""
    gain = 1 + 0.3 * (2 * torch.rand(len(batch), 1, 1, 1) - 1)
    return batch * gain + 0.2 * (2 * torch.rand(len(batch), 3, 1, 1) - 1) + 0.03 * torch.randn_like(batch)


def fit(name, network, data, discs, augment, iterations, rng, rate=1e-3):
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, iterations)
    discs, running, began = torch.from_numpy(discs), None, time.time()
    for iteration in range(1, iterations + 1):
        chosen = rng.choice(len(data), 64)
        loss = F.cross_entropy(network(augment(data[chosen])), discs[chosen], label_smoothing=0.01)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        running = loss.item() if running is None else 0.95 * running + 0.05 * loss.item()
        if iteration % 100 == 0 or iteration == iterations:
            print("%s %d/%d, %.0f s: loss %.4f" % (name, iteration, iterations, time.time() - began, running), flush=True)


def confusion(network, data, discs):
    """Counts: rows are the meant discs, columns the understood ones."""
    with torch.no_grad():
        understood = torch.cat([network(torch.from_numpy(part)).argmax(1) for part in np.array_split(data, 1 + len(data) // 256)]).numpy()
    counts = np.zeros((len(phrases.DISCS),) * 2, int)
    np.add.at(counts, (discs, understood), 1)
    return counts


def load(path):
    checkpoint = torch.load(path, map_location="cpu")
    encoder = GoalEncoder(len(checkpoint["vocabulary"]))
    encoder.load_state_dict(checkpoint["weights"])
    return encoder.eval().requires_grad_(False), checkpoint["vocabulary"], checkpoint["places"]


def train(args):
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    demos = Demonstrations(args.data)
    if tuple(demos.meta.get("goals", ())) != phrases.DISCS:
        raise SystemExit("%s: the goals are %r, expected %r" % (args.data, demos.meta.get("goals"), phrases.DISCS))
    vocab = phrases.vocabulary()
    encoder = GoalEncoder(len(vocab))
    gym = DiscGym(args.simulator)
    places = [gym.picture(0, disc)[1] for disc in range(len(phrases.DISCS))]

    ids, discs = sentences(phrases.TRAINING, vocab, 6000, rng)
    blur = lambda part: torch.from_numpy(np.stack([phrases.blur(one, vocab, rng) for one in part]))
    fit("text", encoder.text, ids, discs, blur, 900, rng, rate=5e-3)

    seen, discs = pictures(gym, demos, range(args.training_episodes), 0, args.pictures)
    fit("image", encoder.picture, seen, discs, lambda part: light(shift(torch.from_numpy(part), 3, rng)), args.iterations, rng)

    drawn, discs = drawings(places, sketches.TRAINING, args.drawings, rng)
    fit("sketch", encoder.drawing, drawn, discs, lambda part: shift(torch.from_numpy(part), 1, rng), args.iterations, rng)

    encoder.eval()
    later = range(args.training_episodes, demos.meta["episodes"])
    tests = (
        ("sentences of other words", encoder.text, sentences(phrases.HELD_OUT, vocab, 600, rng)),
        ("pictures of other seeds and episodes", encoder.picture, pictures(gym, demos, later, 50000, 200)),
        ("drawings of the trained kinds", encoder.drawing, drawings(places, sketches.TRAINING, 200, rng)),
        ("drawings of other kinds", encoder.drawing, drawings(places, sketches.HELD_OUT, 200, rng)))
    gym.close()
    for name, network, (data, discs) in tests:
        counts = confusion(network, data, discs)
        print("%s: %d of %d understood; meant x understood %s" % (name, np.trace(counts), counts.sum(), counts.tolist()), flush=True)
    torch.save({"weights": encoder.state_dict(), "vocabulary": vocab, "places": places}, args.goals + ".new")
    os.replace(args.goals + ".new", args.goals)
