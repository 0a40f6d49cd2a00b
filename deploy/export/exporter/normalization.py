"""How a checkpoint brings features to the range of the network, and where it keeps the statistics.

Newer checkpoints have them in policy_preprocessor.json and policy_postprocessor.json with a safetensors file each; older ones have
buffers inside model.safetensors (normalize_inputs.buffer_observation_state.mean). Without either, a dataset's meta/stats.json.
"""

import dataclasses
import json
import os

import numpy as np

from . import safetensors

EPSILON = 1e-8
STATISTICS = {"mean_std": ("mean", "std"), "min_max": ("min", "max"), "quantiles": ("q01", "q99"), "quantile10": ("q10", "q90")}

# ImageNet's mean and spread of red, green and blue, which LeRobot puts in the place of a dataset's own unless told otherwise.
IMAGENET = {"mean": (0.485, 0.456, 0.406), "std": (0.229, 0.224, 0.225)}

# Steps of LeRobot's pipelines that do nothing to the numbers.
NEUTRAL = ("to_batch_processor", "device_processor", "rename_observations_processor")
SWITCHED = ("relative_actions_processor", "absolute_actions_processor", "delta_actions_processor")


@dataclasses.dataclass
class Normalization:
    """Of one feature: mode in lower case, eps, and the statistics that the mode needs, flat."""

    mode: str
    eps: float
    statistics: dict

    def range(self):
        """Offset and spread in double precision; a range of zero becomes eps, as in LeRobot."""
        low, high = (self.statistics[name].astype(np.float64) for name in STATISTICS[self.mode])
        if self.mode == "mean_std":
            return low, high
        spread = np.where(high == low, self.eps, high - low)
        return low + spread / 2, spread / 2

    def forward(self, values):
        if self.mode == "identity":
            return values
        offset, spread = self.range()
        return (values - offset) / (spread + self.eps if self.mode == "mean_std" else spread)

    def backward(self, values):
        if self.mode == "identity":
            return values
        offset, spread = self.range()
        return values * spread + offset


@dataclasses.dataclass
class Pipelines:
    """What was found: normalisation by feature, new names of observations (policy's to robot's), and where from."""

    features: dict
    renamed: dict
    source: str


def read(folder, config, weights, dataset, problems):
    """Normalisation of every feature of a configuration."""
    features = dict(config["input_features"], **config["output_features"])
    pre = read_pipeline(folder, "policy_preprocessor.json", "normalizer_processor", problems)
    post = read_pipeline(folder, "policy_postprocessor.json", "unnormalizer_processor", problems)
    modes = {kind: str(mode).lower() for kind, mode in config.get("normalization_mapping", {}).items()}
    found, renamed = {}, {}
    if pre is not None or post is not None:
        source = "processor files"
        if pre is None or post is None:
            problems.add(folder, "policy_preprocessor.json and policy_postprocessor.json", "one of them")
            return None
        renamed = pre.renamed
    elif any(name.startswith("normalize_inputs.") for name in weights):
        source = "buffers in model.safetensors"
    else:
        source = "meta/stats.json of the dataset"
        if dataset is None:
            problems.add(folder, "statistics in processor files or in model.safetensors; or pass --dataset with meta/stats.json", "neither")
            return None
    for name, entry in features.items():
        if source == "processor files":
            step = post if entry["type"] == "ACTION" else pre
            mode, eps, statistics = step.mode(name, entry), step.eps, step.statistics(name)
        else:
            mode, eps = config.get("normalization_by_feature", {}).get(name, modes.get(entry["type"], "identity")), EPSILON
            statistics = of_buffers(weights, name, entry) if source.startswith("buffers") else of_dataset(dataset, folder, name, entry)
        found[name] = check(name, entry, mode, eps, statistics, source, problems)
    return Pipelines(found, renamed, source)


class Pipeline:
    """The normalising step of one processor file."""

    def __init__(self, config, tensors, renamed):
        self.eps = float(config.get("eps", EPSILON))
        self.modes = config.get("norm_map", {})
        self.only = config.get("normalize_observation_keys")
        self.tensors = tensors
        self.renamed = renamed

    def mode(self, name, entry):
        if self.only is not None and entry["type"] != "ACTION" and name not in self.only:
            return "identity"
        return str(self.modes.get(entry["type"], "IDENTITY")).lower()

    def statistics(self, name):
        return {key.rsplit(".", 1)[1]: value for key, value in self.tensors.items() if key.rsplit(".", 1)[0] == name}


def read_pipeline(folder, file, wanted, problems):
    path = os.path.join(folder, file)
    if not os.path.exists(path):
        return None
    with open(path) as opened:
        steps = json.load(opened).get("steps", [])
    found, renamed = None, {}
    for index, step in enumerate(steps):
        name, config = step.get("registry_name", step.get("class", "nothing")), step.get("config", {})
        if name == wanted:
            tensors = {}
            if "state_file" in step:
                state = os.path.join(folder, os.path.basename(step["state_file"]))
                if os.path.exists(state):
                    tensors = safetensors.read(state)
                else:
                    problems.add(path, "the file %s that steps[%d] names" % (step["state_file"], index), "nothing")
            found = (config, tensors)
        elif name == "rename_observations_processor":
            renamed = {new: old for old, new in config.get("rename_map", {}).items()}
        elif name not in NEUTRAL and not (name in SWITCHED and not config.get("enabled", False)):
            problems.add(path, "steps[%d] that only renames, batches, moves or normalises" % index, name)
    if found is None:
        problems.add(path, "a step %s" % wanted, "none")
        found = ({}, {})
    return Pipeline(found[0], found[1], renamed)


def of_buffers(weights, name, entry):
    start = "unnormalize_outputs" if entry["type"] == "ACTION" else "normalize_inputs"
    prefix = "%s.buffer_%s." % (start, name.replace(".", "_"))
    return {key[len(prefix):]: value for key, value in weights.items() if key.startswith(prefix)}


def of_dataset(dataset, folder, name, entry):
    if entry["type"] == "VISUAL" and uses_imagenet(folder):
        return {key: np.array(value, np.float32) for key, value in IMAGENET.items()}
    return {key: np.array(value, np.float32) for key, value in dataset.statistics.get(name, {}).items()}


def uses_imagenet(folder):
    path = os.path.join(folder, "train_config.json")
    if not os.path.exists(path):
        return True
    with open(path) as file:
        return json.load(file).get("dataset", {}).get("use_imagenet_stats", True)


def check(name, entry, mode, eps, statistics, source, problems):
    """The normalisation of a feature, or the identity where something is wrong with it, which is then reported."""
    identity = Normalization("identity", eps, {})
    if mode == "identity":
        return identity
    if mode not in STATISTICS:
        problems.add("normalization of %s" % name, "one of identity, %s" % ", ".join(STATISTICS), mode)
        return identity

    # As LeRobot does: an observation without statistics stays as it is. An action without would move the arm anywhere.
    if not statistics and entry["type"] != "ACTION":
        return identity
    count, where = entry["shape"][0], "statistics of %s (%s)" % (name, source)
    kept = {}
    for key in STATISTICS[mode]:
        if key not in statistics:
            problems.add(where, "%s, since the mode is %s" % (key, mode), ", ".join(sorted(statistics)) or "none")
            continue
        values = np.asarray(statistics[key], np.float32).reshape(-1)
        if values.size not in (1, count):
            problems.add(where, "%d values of %s" % (count, key), "%d" % values.size)
        elif not np.isfinite(values).all():
            problems.add(where, "finite values of %s" % key, "others")
        kept[key] = np.broadcast_to(values, (count,)).copy() if values.size == 1 else values.copy()
    return Normalization(mode, eps, kept) if len(kept) == 2 else identity
