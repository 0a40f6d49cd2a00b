"""A LeRobot checkpoint folder: configuration, weights and normalisation, read and checked."""

import dataclasses
import json
import os

from . import networks, normalization, resnet, safetensors
from .act import ACTIVATIONS

KINDS = ("act", "diffusion")
STATE = "observation.state"
IMAGES = "observation.images."


@dataclasses.dataclass
class Checkpoint:
    folder: str
    config: dict
    weights: dict
    pipelines: normalization.Pipelines

    @property
    def kind(self):
        return self.config["type"]

    @property
    def steps(self):
        """Observations that the network sees."""
        return self.config["n_obs_steps"]

    @property
    def images(self):
        return [name for name, entry in self.config["input_features"].items() if entry["type"] == "VISUAL"]

    def shape(self, feature):
        return self.config["output_features" if feature == "action" else "input_features"][feature]["shape"]

    def has_state(self):
        return STATE in self.config["input_features"]

    def camera(self, feature):
        """The robot's name of a camera: what stands behind observation.images., before LeRobot's own renaming."""
        outside = self.pipelines.renamed.get(feature, feature)
        return outside[len(IMAGES):] if outside.startswith(IMAGES) else outside.rsplit(".", 1)[-1]


def find(folder):
    """The folder with config.json: the one given, or pretrained_model within it."""
    inner = os.path.join(folder, "pretrained_model")
    return folder if os.path.exists(os.path.join(folder, "config.json")) or not os.path.isdir(inner) else inner


def read(folder, dataset, problems):
    """The checkpoint, or None if something that all else hangs on is wrong. Adds every problem."""
    folder = find(folder)
    before = len(problems.lines)
    for name in ("config.json", "model.safetensors"):
        if not os.path.isfile(os.path.join(folder, name)):
            sharded = os.path.exists(os.path.join(folder, name + ".index.json"))
            problems.add(folder, name, "an index of several files: save it as one" if sharded else "no such file")
    if len(problems.lines) > before:
        return None
    path = os.path.join(folder, "config.json")
    try:
        with open(path) as file:
            config = json.load(file)
    except ValueError as error:
        problems.add(path, "JSON", str(error))
        return None
    if not isinstance(config, dict) or not all(is_features(config.get(key)) for key in ("input_features", "output_features")):
        problems.add(path, "an object with input_features and output_features as LeRobot writes them", "another")
        return None
    config = of_today(config)
    if config.get("type") not in KINDS:
        problems.add(path, "type act or diffusion", repr(config.get("type")))
        return None
    if not check_features(path, config, problems):
        return None
    weights = safetensors.read(os.path.join(folder, "model.safetensors"))
    config = networks.complete(config, weights)
    check_config(path, config, problems)
    pipelines = normalization.read(folder, config, weights, dataset, problems)
    return Checkpoint(folder, config, weights, pipelines)


def is_features(features):
    """Whether it has the form {name: {"type": …, "shape": [whole numbers]}}, or is not there."""
    return features is None or isinstance(features, dict) and all(
        isinstance(entry, dict) and isinstance(entry.get("shape"), list) and all(isinstance(side, int) for side in entry["shape"])
        for entry in features.values())


def of_today(config):
    """Configurations of before 2025 list shapes and modes by feature, and are told apart by their keys."""
    if "input_shapes" not in config or "input_features" in config:
        return config

    def features(shapes):
        return {name: {"type": kind(name), "shape": list(shape)} for name, shape in shapes.items()}

    def kind(name):
        if name.startswith("observation.image"):
            return "VISUAL"
        return {"action": "ACTION", STATE: "STATE"}.get(name, "ENV")

    answer = dict(config, input_features=features(config["input_shapes"]), output_features=features(config["output_shapes"]))
    modes = dict(config.get("input_normalization_modes", {}), **config.get("output_normalization_modes", {}))
    answer["normalization_by_feature"] = {name: mode.lower() for name, mode in modes.items()}
    answer.setdefault("type", "diffusion" if "down_dims" in config else "act" if "chunk_size" in config else None)
    return answer


def check_features(path, config, problems):
    before = len(problems.lines)
    inputs, outputs = config.get("input_features") or {}, config.get("output_features") or {}
    if (outputs.get("action") or {}).get("type") != "ACTION":
        problems.add(path, "output_features.action", ", ".join(outputs) or "nothing")
    extra = [name for name in outputs if name != "action"]
    if extra:
        problems.add(path, "no output beside action", ", ".join(extra))
    for name, entry in dict(inputs, **outputs).items():
        shape, kind = entry["shape"], entry.get("type")
        if kind == "ENV":
            problems.add(path, "inputs that a robot has: cameras and joints", "%s, the state of a simulated environment" % name)
        elif kind == "VISUAL" and (len(shape) != 3 or shape[0] != 3 or min(shape) < 1):
            problems.add(path, "a shape [3, height, width] of %s" % name, shape)
        elif kind in ("STATE", "ACTION") and (len(shape) != 1 or shape[0] < 1):
            problems.add(path, "a shape [length] of %s" % name, shape)
        elif kind == "STATE" and name != STATE:
            problems.add(path, "%s as the only state" % STATE, name)
        elif kind not in ("VISUAL", "STATE", "ACTION"):
            problems.add(path, "type VISUAL or STATE of %s" % name, kind)
    if not any(entry.get("type") == "VISUAL" for entry in inputs.values()):
        problems.add(path, "at least one camera among input_features", ", ".join(inputs) or "nothing")
    if config["type"] == "diffusion" and STATE not in inputs:
        problems.add(path, "%s among input_features" % STATE, ", ".join(inputs) or "nothing")
    return len(problems.lines) == before


def check_config(path, config, problems):
    def expect(key, good, expected):
        if not good:
            problems.add(path, "%s %s" % (key, expected), repr(config[key]))

    def expect_one_of(key, values):
        expect(key, config[key] in values, "one of %s" % ", ".join(map(str, values)))

    def expect_positive(*keys):
        for key in keys:
            expect(key, isinstance(config[key], int) and not isinstance(config[key], bool) and config[key] > 0, "a whole number above 0")

    before = len(problems.lines)
    expect_one_of("vision_backbone", list(resnet.STAGES))
    expect_positive("n_obs_steps", "n_action_steps", "chunk_size" if config["type"] == "act" else "horizon")
    if len(problems.lines) > before:
        return
    if config["type"] == "act":
        expect_one_of("feedforward_activation", list(ACTIVATIONS))
        expect_positive("n_heads", "dim_model")
        if len(problems.lines) == before:
            expect("n_heads", config["dim_model"] % config["n_heads"] == 0, "that divides dim_model (%d)" % config["dim_model"])
        expect("n_obs_steps", config["n_obs_steps"] == 1, "1")
        expect("n_action_steps", config["n_action_steps"] <= config["chunk_size"], "of at most chunk_size (%d)" % config["chunk_size"])
        expect("replace_final_stride_with_dilation", not config["replace_final_stride_with_dilation"]
               or config["vision_backbone"] in resnet.WITH_BOTTLENECK, "false, or a deeper backbone than %s" % config["vision_backbone"])
        decay = config["temporal_ensemble_coeff"]
        expect("temporal_ensemble_coeff", decay is None or decay >= 0, "null or not negative")
    else:
        expect_one_of("noise_scheduler_type", ["DDPM", "DDIM"])
        expect_one_of("beta_schedule", ["squaredcos_cap_v2", "linear", "scaled_linear"])
        expect_one_of("prediction_type", ["epsilon", "sample", "v_prediction"])
        expect_positive("num_train_timesteps")
        factor = 2 ** (len(config["down_dims"]) - 1)
        expect("horizon", config["horizon"] % factor == 0, "that is a multiple of %d, as down_dims halves it" % factor)
        usable = config["horizon"] - config["n_obs_steps"] + 1
        expect("n_action_steps", config["n_action_steps"] <= usable, "of at most horizon - n_obs_steps + 1 (%d)" % usable)
        check_pictures(config, expect)


def check_pictures(config, expect):
    shapes = [entry["shape"] for entry in config["input_features"].values() if entry["type"] == "VISUAL"]
    expect("input_features", all(shape == shapes[0] for shape in shapes), "with images of one shape")
    if config["resize_shape"] is not None:
        expect("resize_shape", len(config["resize_shape"]) == 2 and min(config["resize_shape"]) > 0, "of height and width")
    if config["crop_shape"] is not None:
        inside = config["resize_shape"] or shapes[0][1:]
        fits = all(0 < crop <= side for crop, side in zip(config["crop_shape"], inside))
        expect("crop_shape", len(config["crop_shape"]) == 2 and fits, "within %s" % list(inside))
