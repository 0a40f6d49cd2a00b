"""Goals in words: what people say, as token ids and back. The tokenizer file is in the format of Hugging Face's tokenizers."""

import json
import re

import numpy as np

DISCS = ("green", "blue", "yellow")
LENGTH = 16
PAD, UNKNOWN = 0, 1

COLOURS = {"green": ("green", "green", "green", "emerald"), "blue": ("blue", "blue", "blue", "azure"),
           "yellow": ("yellow", "yellow", "yellow", "golden")}
THINGS = ("the cube", "the red cube", "the block", "the red block", "the box", "it", "the red one", "the dice", "this cube", "that red block")
PLACES = ("disc", "disk", "circle", "plate", "target", "spot", "one", "coaster", "mark", "ring")
TRAINING = (
    "{colour}", "{colour} {place}", "the {colour} {place}", "on {colour}", "onto the {colour} {place}", "to the {colour} one please",
    "put {thing} on the {colour} {place}", "put {thing} on {colour}", "place {thing} on the {colour} {place}",
    "move {thing} to the {colour} {place}", "pick up {thing} and put it on the {colour} {place}",
    "pick {thing} and place it onto the {colour} {place}", "take {thing} and set it down on the {colour} {place}",
    "please put {thing} onto the {colour} {place}", "bring {thing} over to the {colour} {place}",
    "i want {thing} on the {colour} {place}", "can you put {thing} on the {colour} {place}?",
    "the {colour} {place} is where {thing} goes", "drop {thing} on the {colour} {place}.",
    "{thing} goes on the {colour} {place}", "grab {thing}, then put it down on the {colour} {place}",
    "{thing} should be on the {colour} {place}", "lay {thing} in the middle of the {colour} {place}",
    "go to the {colour} {place} with {thing}", "use the {colour} {place} now", "now the {colour} {place}",
)

# Never trained on: sentences of other words and another order.
HELD_OUT = (
    "kindly deposit {thing} upon the {colour} {place}", "your goal is the {colour} {place}", "{colour} is where i would like {thing}",
    "lift {thing} and release it above the {colour} {place}", "today {thing} belongs on the {colour} {place}!",
    "could {thing} end up on the {colour} {place}", "stack {thing} onto {colour}", "choose the {colour} {place} for {thing}",
)


def words(text):
    """Lower case, then runs of word characters and runs of other characters: the tokenizer file's normaliser and pre-tokeniser."""
    return re.findall(r"\w+|[^\w\s]+", text.lower())


def vocabulary():
    """Every word of the training sentences and its number; 0 pads, 1 stands for all other words."""
    texts = TRAINING + THINGS + PLACES + sum(COLOURS.values(), ())
    found = sorted({word for text in texts for word in words(re.sub(r"{\w+}", " ", text))})
    return {word: number for number, word in enumerate(["[PAD]", "[UNK]"] + found)}


def encode(text, vocab):
    """int64 [16]: longer texts are cut, shorter ones padded."""
    ids = [vocab.get(word, UNKNOWN) for word in words(text)][:LENGTH]
    return np.array(ids + [PAD] * (LENGTH - len(ids)), np.int64)


def say(disc, templates, rng):
    """A sentence that means a disc."""
    pick = lambda options: options[rng.integers(len(options))]
    return pick(templates).format(thing=pick(THINGS), place=pick(PLACES), colour=pick(COLOURS[DISCS[disc]]))


def blur(ids, vocab, rng):
    """The same sentence with some words lost or unknown, but never its colour."""
    colours = {vocab[colour] for options in COLOURS.values() for colour in options}
    kept = []
    for number in ids[ids != PAD]:
        chance = rng.random()
        if number in colours or chance > 0.3:
            kept.append(number)
        elif chance > 0.1:
            kept.append(UNKNOWN)
    kept = kept[:LENGTH]
    return np.array(kept + [PAD] * (LENGTH - len(kept)), np.int64)


def write_tokenizer(path, vocab):
    special = [{"id": number, "content": word, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
               for word, number in list(vocab.items())[:2]]
    tokenizer = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": special,
        "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": None, "decoder": None,
        "model": {"type": "WordLevel", "vocab": vocab, "unk_token": "[UNK]"}}
    with open(path, "w") as file:
        json.dump(tokenizer, file, indent=1)
        file.write("\n")
