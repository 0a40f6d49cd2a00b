"""Weights and inputs that follow from a name, so that no file of them has to be kept.

NumPy's RandomState is used because its streams are frozen: the same name gives the same numbers with every version of NumPy.
"""

import json
import os
import zlib

import numpy as np

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "tests", "golden", "lerobot")


def normal(name, shape):
    """Standard normal numbers that follow from a name."""
    return np.random.RandomState(zlib.crc32(name.encode())).standard_normal(shape).astype(np.float32)


def uniform(name, shape):
    """Numbers from 0 to 1 that follow from a name."""
    return np.random.RandomState(zlib.crc32(name.encode())).random_sample(shape).astype(np.float32)


def weight(name, shape):
    """A parameter or buffer of a sensible size, or None where its value is not free."""
    last = name.rsplit(".", 1)[-1]
    if last in ("pos_grid", "vae_encoder_pos_enc"):
        return None
    if last == "num_batches_tracked":
        return np.zeros((), np.int64)
    values = normal(name, tuple(shape))
    if len(shape) > 1:
        return values / np.float32(np.sqrt(np.prod(shape[1:])))
    if last == "running_var":
        return np.float32(0.5) + np.abs(values)
    if last == "weight":
        return np.float32(1) + np.float32(0.1) * values
    return np.float32(0.1) * values


def fixed(name, shape):
    """What LeRobot's constructors put where `weight` answers None."""
    if name.endswith("pos_grid"):
        raise ValueError("%s depends on height and width of the feature map: pass it" % name)
    positions, width = shape[1:]
    angles = np.arange(positions)[:, None] / np.power(10000, 2 * (np.arange(width) // 2) / width)
    angles[:, 0::2], angles[:, 1::2] = np.sin(angles[:, 0::2]), np.cos(angles[:, 1::2])
    return angles[None].astype(np.float32)


def grid(height, width):
    """The coordinates of a feature map's cells, from -1 to 1, x before y."""
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    return np.stack([x.ravel(), y.ravel()], 1).astype(np.float32)


def golden(case):
    with open(os.path.join(GOLDEN, case + ".json")) as file:
        return json.load(file)


def weights(case):
    """All tensors of a golden case by the names that LeRobot saves them under."""
    answer = {}
    for name, shape in case["parameters"].items():
        value = weight(name, shape)
        if value is None:
            value = grid(*case["feature_map"]) if name.endswith("pos_grid") else fixed(name, shape)
        assert list(value.shape) == shape, name
        answer[name] = value
    return answer


def inputs(case):
    """Normalised inputs by feature, as the network sees them, with a first dimension of the batch."""
    steps = case["config"]["n_obs_steps"] if case["config"]["type"] == "diffusion" else 0
    return {feature: normal("input " + feature, (1,) + ((steps,) if steps else ()) + tuple(entry["shape"]))
            for feature, entry in case["config"]["input_features"].items()}
