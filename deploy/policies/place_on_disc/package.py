"""From checkpoints to model.onnx, tokenizer.json, stats.safetensors and parity.safetensors."""

import hashlib
import os

import numpy as np
import torch

import goals
import phrases
import policy
import sketches
from demonstrations import CAMERAS, Demonstrations
from expose_embedding import expose
from keypoints import normalise_images
from packaging import FEATURES, statistics, write_safetensors

GOAL_INPUTS = ("goal.text", "goal.image", "goal.sketch", "goal.given")


def export(args):
    torch.set_num_threads(args.threads)
    graph, checkpoint, vocab, places = policy.load(args.checkpoint, args.goals)
    demos = Demonstrations(args.data)
    frame = demos.split(checkpoint["arguments"]["training_episodes"])[1][args.frame]
    raw = torch.from_numpy(np.array(demos.images[frame:frame + 1]))
    views = [normalise_images(raw[:, c]) for c in range(len(CAMERAS))]
    state = torch.from_numpy((demos.states[frame:frame + 1] - checkpoint["state_mean"]) / checkpoint["state_std"])
    torch.onnx.export(
        graph, (*views, state, *goals.inputs("text", phrases.encode("the green disc", vocab))), os.path.join(args.package, "model.onnx"),
        opset_version=13, input_names=list(FEATURES + GOAL_INPUTS), output_names=["action"], do_constant_folding=True)
    expose(os.path.join(args.package, "model.onnx"))
    phrases.write_tokenizer(os.path.join(args.package, "tokenizer.json"), vocab)
    write_safetensors(os.path.join(args.package, "stats.safetensors"), statistics(checkpoint))

    tensors = {feature: value.numpy() for feature, value in zip(FEATURES, (*views, state))}
    for index, camera in enumerate(CAMERAS):
        tensors["raw.observation.images." + camera] = np.array(demos.images[frame, index])
    tensors["raw.observation.state"] = demos.states[frame].copy()
    add_goals(tensors, args, lambda goal: graph(*views, state, *goal).numpy(), checkpoint, vocab, places)
    write_safetensors(os.path.join(args.package, "parity.safetensors"), tensors)

    for name in ("model.onnx", "stats.safetensors", "tokenizer.json", "parity.safetensors"):
        with open(os.path.join(args.package, name), "rb") as file:
            content = file.read()
        print("%s  %d bytes  sha256 %s" % (name, len(content), hashlib.sha256(content).hexdigest()))
    print("iteration %d, validation L1 %.4f, data sha256 %s" % (
        checkpoint["iteration"], checkpoint["validation_loss"], checkpoint["data_sha256"]))


def add_goals(tensors, args, infer, checkpoint, vocab, places):
    """A goal of each kind: as it goes into the graph, what comes out, and both before and after what surrounds the graph.

    goal.K is the one input that is not zero, goal.given.K and action.K belong to it. raw.goal.text is UTF-8, raw.goal.image a
    picture [96,96,RGB], and raw.goal.sketch the points [n,3] of a 320 x 240 picture: number of the stroke, x, y.
    """
    gym = goals.DiscGym(args.simulator)
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
            strokes = sketches.draw(places[disc], ("loop_then_arrow",), rng)[1]
            source = np.array([(number, *point) for number, stroke in enumerate(strokes) for point in stroke], np.float32)
            value = sketches.raster([source[source[:, 0] == number, 1:].tolist() for number in range(len(strokes))])
        given = goals.inputs(kind, value)
        chunk = infer(given)
        tensors["raw.goal." + kind] = source.copy()
        tensors["goal." + kind] = given[disc].numpy()
        tensors["goal.given." + kind] = given[-1].numpy()
        tensors["action." + kind] = chunk
        tensors["raw.action." + kind] = (chunk[0] * checkpoint["action_std"] + checkpoint["action_mean"]).astype(np.float32)
    gym.close()
