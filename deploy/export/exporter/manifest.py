"""manifest.json and stats.safetensors of a package."""

import os

import numpy as np

from . import safetensors, sampling
from .checkpoint import IMAGES, STATE
from .normalization import STATISTICS

STATS = "stats.safetensors"


def outside(checkpoint, feature):
    """The name of a feature in the package."""
    return IMAGES + checkpoint.camera(feature) if feature in checkpoint.images else feature


def write_statistics(checkpoint, folder):
    tensors = {}
    for feature, normalization in checkpoint.pipelines.features.items():
        for name, value in normalization.statistics.items():
            shaped = value.reshape(-1, 1, 1) if feature in checkpoint.images else value
            tensors["%s.%s" % (outside(checkpoint, feature), name)] = np.ascontiguousarray(shaped, np.float32)
    if tensors:
        safetensors.write(os.path.join(folder, STATS), tensors)


def steps(checkpoint, kind, features):
    """One step for all features of a mode."""
    groups = {}
    for feature in features:
        found = checkpoint.pipelines.features[feature]
        if found.mode in STATISTICS:
            groups.setdefault((found.mode, found.eps), []).append(outside(checkpoint, feature))
    return [{"type": kind, "mode": mode, "eps": eps, "features": names, "artifact": STATS} for (mode, eps), names in groups.items()]


def create(checkpoint, settings):
    """The manifest; `settings` holds name, rate, names of joints, and what the user chose."""
    config, images = checkpoint.config, checkpoint.images
    diffusion = checkpoint.kind == "diffusion"
    first = checkpoint.steps - 1
    cameras = [{"name": checkpoint.camera(image), "shape": list(checkpoint.shape(image)), "dtype": "uint8"} for image in images]
    before = []
    if settings.resize:
        names = [outside(checkpoint, image) for image in images]
        for height, width in dict.fromkeys(tuple(checkpoint.shape(image)[1:]) for image in images):
            same = [name for name, image in zip(names, images) if tuple(checkpoint.shape(image)[1:]) == (height, width)]
            before.append({"type": "resize", "features": same, "height": height, "width": width, "interpolation": settings.resize})
    before.append({"type": "to_float_tensor"})
    before += steps(checkpoint, "normalize", images + ([STATE] if checkpoint.has_state() else []))
    own = {"action": {"representation": "absolute", "dt": 1.0 / settings.rate}}
    if diffusion and first:
        own["action"]["first"] = first
    if config.get("temporal_ensemble_coeff") is not None:
        own["executor"] = {"type": "temporal_ensemble", "decay": config["temporal_ensemble_coeff"]}
    else:
        own["executor"] = {"type": "receding_horizon", "execute": config["n_action_steps"]}
    if settings.task:
        own["task"] = settings.task
    if settings.mapped:
        own["joints"] = settings.mapped
    if settings.degrees:
        own["units"] = {"angle": "deg"}
    if diffusion:
        own["graphs"] = {"encoder": "encoder.onnx", "denoiser": "denoiser.onnx"}
        own["sampler"] = sampling.specification(config)

    def vector(names):
        return {"shape": [len(names)], "dtype": "float32", "order": names}

    chunk = config["horizon" if diffusion else "chunk_size"]
    robot = {"name": "main", "type": settings.robot_type or "robot"}
    robot.update(state=vector(settings.state_names), action=vector(settings.action_names))
    return {
        "format": "policy_package", "version": "1.0",
        "policy": {"name": settings.name, "kind": "action_chunking"},
        "n_obs_steps": checkpoint.steps,
        "artifacts": {} if diffusion else {"onnx": "model.onnx"},
        "runner": {"type": "action_chunking", "chunk_size": chunk, "n_action_steps": config["n_action_steps"]},
        "preprocessors": before,
        "postprocessors": steps(checkpoint, "denormalize", ["action"]),
        "robots": [robot],
        "cameras": cameras,
        "x-robotpolicy": own,
    }
