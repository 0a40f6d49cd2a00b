"""From a checkpoint to encoder.onnx, denoiser.onnx, stats.safetensors and parity.safetensors."""

import hashlib
import json
import os
import struct

import numpy as np
import onnx
import torch

import expose_embedding
import keypoints
import samplers
from demonstrations import CAMERAS, Demonstrations
from learning import TrainedPolicy
from networks import CONDITION, EncoderGraph

FEATURES = tuple("observation.images." + camera for camera in CAMERAS) + ("observation.state",)
SEED, INFERENCE = 0x5EED, 7


def write_safetensors(path, tensors):
    """8-byte little-endian header length, JSON header padded with spaces to 8 bytes, then the raw data in order."""
    names = {np.dtype(np.float32): "F32", np.dtype(np.uint8): "U8", np.dtype(np.int64): "I64"}
    header, offset = {}, 0
    for name, value in tensors.items():
        header[name] = {"dtype": names[value.dtype], "shape": list(value.shape), "data_offsets": [offset, offset + value.nbytes]}
        offset += value.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for value in tensors.values():
            file.write(np.ascontiguousarray(value).tobytes())


def export(recipe, args):
    torch.set_num_threads(args.threads)
    policy = TrainedPolicy(recipe, args.checkpoint, args.graph)
    demos = Demonstrations(args.data)
    frames = demos.split(policy.checkpoint["arguments"]["training_episodes"])[1]
    export_graphs(recipe, policy, args.package)
    write_safetensors(os.path.join(args.package, "stats.safetensors"), statistics(policy.checkpoint))
    write_safetensors(os.path.join(args.package, "parity.safetensors"), parity(recipe, policy, demos, frames[args.frame]))
    for name in ("encoder.onnx", "denoiser.onnx", "stats.safetensors", "parity.safetensors"):
        with open(os.path.join(args.package, name), "rb") as file:
            content = file.read()
        print("%s  %d bytes  sha256 %s" % (name, len(content), hashlib.sha256(content).hexdigest()))
    print("iteration %d, validation loss %.4f, data sha256 %s" % (
        policy.checkpoint["iteration"], policy.checkpoint["validation_loss"], policy.checkpoint["data_sha256"]))


def export_graphs(recipe, policy, folder):
    image = torch.zeros(1, 3, keypoints.SIZE, keypoints.SIZE)
    torch.onnx.export(
        EncoderGraph(policy.points, policy.head.trunk).eval(), (image, image, torch.zeros(1, len(policy.checkpoint["state_mean"]))),
        os.path.join(folder, "encoder.onnx"), opset_version=13, input_names=list(FEATURES), output_names=["condition"])

    expose_embedding.expose(os.path.join(folder, "encoder.onnx"))

    # Rows are open, so that several candidates are one call.
    rows = 2
    sample = torch.zeros(rows, recipe.horizon, len(policy.checkpoint["action_mean"]))
    timestep = torch.zeros(rows, recipe.horizon) if recipe.per_position else torch.zeros(rows)
    names, path = ["sample", "timestep", "condition"], os.path.join(folder, "denoiser.onnx")
    torch.onnx.export(
        policy.head.denoiser, (sample, timestep, torch.zeros(rows, CONDITION)), path,
        opset_version=13, input_names=names, output_names=["prediction"],
        dynamic_axes={name: {0: "rows"} for name in names + ["prediction"]})
    state_shape(path, (recipe.horizon, sample.shape[2]))


def state_shape(path, tail):
    """The exporter leaves all dimensions of an output open when one is; only the rows are."""
    model = onnx.load(path)
    for dimension, value in zip(model.graph.output[0].type.tensor_type.shape.dim[1:], tail):
        dimension.dim_value = value
    onnx.checker.check_model(model)
    onnx.save(model, path)


def statistics(checkpoint):
    image = {"mean": np.full((3, 1, 1), keypoints.IMAGE_MEAN, np.float32), "std": np.full((3, 1, 1), keypoints.IMAGE_STD, np.float32)}
    stats = {"observation.images.%s.%s" % (camera, key): value for camera in CAMERAS for key, value in image.items()}
    for feature, prefix in (("observation.state", "state"), ("action", "action")):
        for key in ("mean", "std"):
            stats["%s.%s" % (feature, key)] = checkpoint["%s_%s" % (prefix, key)]
    return stats


def parity(recipe, policy, demos, frame):
    """Whole inferences on observations of an episode that was not trained on; an index of inferences comes first.

    The noise is what the runtime draws for seed 0x5EED and the numbers of the inferences, 7 and up. With a policy that takes
    committed actions, the second inference is of the same observation again, told that actions 4 to 7 of the first chunk are being
    executed; a rolling buffer is followed over three calls.
    """
    conditioned = recipe.sampler_spec["type"] == "flow_matching"
    frames = {"ddim": [frame], "flow_matching": [frame, frame], "rolling": [frame + i * recipe.execute for i in range(3)]}[recipe.sampler_spec["type"]]
    names = FEATURES + ("condition", "action", "raw.observation.state", "raw.action") + tuple("raw." + f for f in FEATURES[:-1])
    result = {name: [] for name in names}
    sampler, noise = recipe.create_sampler(), samplers.SeededNoise(SEED)
    for index, at in enumerate(frames):
        noise.begin(INFERENCE + index)
        condition = policy.condition(demos.images[at], demos.states[at])
        prefix = result["action"][0][4:8] if conditioned and index > 0 else None
        denoise = policy.denoiser(condition)
        chunk = sampler.sample(denoise, noise, prefix)
        for camera, view in zip(CAMERAS, policy.views(demos.images[at])):
            result["observation.images." + camera].append(view[0].numpy())
        for index_of_camera, camera in enumerate(CAMERAS):
            result["raw.observation.images." + camera].append(np.array(demos.images[at, index_of_camera]))
        result["observation.state"].append(policy.normalised_state(demos.states[at]))
        result["raw.observation.state"].append(demos.states[at])
        result["condition"].append(condition[0].numpy())
        result["action"].append(chunk)
        result["raw.action"].append(policy.actions(chunk))
        result["noise.%d" % index] = np.concatenate(noise.drawn)
        if prefix is not None:
            result["committed.%d" % index] = prefix
    return {name: np.stack(value) if isinstance(value, list) else value for name, value in result.items()}
