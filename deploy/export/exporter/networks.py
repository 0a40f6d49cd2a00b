"""From a LeRobot configuration to a network of ours, and from a checkpoint's weights into it."""

import numpy as np
import torch

from .act import UNUSED, Act
from .diffusion import Diffusion

PREFIX = {"act": "model.", "diffusion": "diffusion."}
NORMALIZERS = ("normalize_inputs.", "unnormalize_outputs.", "normalize_targets.")

# What an older configuration leaves out, as LeRobot fills it in today.
DEFAULTS = {
    "act": {
        "n_obs_steps": 1, "chunk_size": 100, "n_action_steps": 100, "vision_backbone": "resnet18",
        "replace_final_stride_with_dilation": False, "pre_norm": False, "dim_model": 512, "n_heads": 8, "dim_feedforward": 3200,
        "feedforward_activation": "relu", "n_encoder_layers": 4, "n_decoder_layers": 1, "latent_dim": 32, "temporal_ensemble_coeff": None,
    },
    "diffusion": {
        "n_obs_steps": 2, "horizon": 64, "n_action_steps": 32, "vision_backbone": "resnet18", "resize_shape": None, "crop_ratio": 1.0,
        "crop_shape": None, "use_group_norm": False, "spatial_softmax_num_keypoints": 32, "use_separate_rgb_encoder_per_camera": None,
        "down_dims": [512, 1024, 2048], "kernel_size": 5, "n_groups": 8, "diffusion_step_embed_dim": 128,
        "use_film_scale_modulation": True, "noise_scheduler_type": "DDPM", "num_train_timesteps": 100,
        "beta_schedule": "squaredcos_cap_v2", "beta_start": 0.0001, "beta_end": 0.02, "prediction_type": "epsilon",
        "clip_sample": True, "clip_sample_range": 1.0, "num_inference_steps": None,
    },
}


def complete(config, weights=()):
    """The configuration with every key that the networks look at."""
    kind = config["type"]
    full = dict(DEFAULTS[kind], **config)
    if kind == "diffusion":
        if full["use_separate_rgb_encoder_per_camera"] is None:
            full["use_separate_rgb_encoder_per_camera"] = any(name.startswith("diffusion.rgb_encoder.0.") for name in weights)
        if full["resize_shape"] is not None:
            ratio = full["crop_ratio"]
            full["crop_shape"] = [int(side * ratio) for side in full["resize_shape"]] if ratio < 1 else None
    return full


def build(config, weights=()):
    """The network in evaluation mode, the names of its images in the order of its inputs, and the completed configuration."""
    config = complete(config, weights)
    features = config["input_features"]
    images = [name for name, entry in features.items() if entry["type"] == "VISUAL"]
    shapes = [features[name]["shape"] for name in images]
    state = features["observation.state"]["shape"][0] if "observation.state" in features else None
    actions = config["output_features"]["action"]["shape"][0]
    network = (Act if config["type"] == "act" else Diffusion)(config, shapes, state, actions)
    network.eval()
    if config["type"] == "diffusion":
        network.encoder.eval()
    return network, images, config


def load(network, weights):
    """Puts a checkpoint's weights into a network; answers what does not fit, as lines. Leaves out what inference does not use."""
    prefix = PREFIX["act" if isinstance(network, Act) else "diffusion"]
    given, problems = {}, []
    for name, value in weights.items():
        short = name.replace("._orig_mod", "")
        if short.startswith(NORMALIZERS):
            continue
        if not short.startswith(prefix):
            problems.append("%s: expected a name that begins with %s" % (name, prefix))
        elif not short[len(prefix):].startswith(UNUSED):
            given[short[len(prefix):]] = value
    wanted = network.state_dict()
    for name in wanted:
        if name not in given:
            continue
        if tuple(given[name].shape) != tuple(wanted[name].shape):
            problems.append("%s%s: expected %s, got %s" % (prefix, name, list(wanted[name].shape), list(given[name].shape)))
        elif not np.isfinite(np.asarray(given[name], np.float32)).all():
            problems.append("%s%s: expected finite numbers, got others" % (prefix, name))
    problems += ["%s%s: expected %s, got nothing" % (prefix, name, list(wanted[name].shape)) for name in wanted if name not in given]
    problems += ["%s%s: expected no such parameter" % (prefix, name) for name in given if name not in wanted]
    if not problems:
        network.load_state_dict({name: torch.from_numpy(np.array(value, np.int64 if value.dtype.kind == "i" else np.float32))
                                 for name, value in given.items()}, strict=True)
    return problems


def count(network):
    return sum(parameter.numel() for parameter in network.parameters())
