#!/usr/bin/python3
"""Writes tests/golden/lerobot/*.json: what LeRobot's own networks answer, for the exporter's networks to be compared with.

    ./make_lerobot.py LEROBOT        where LEROBOT is a checkout of huggingface/lerobot (made with 7427f318, 0.6.2)

Needs PyTorch, torchvision and NumPy. Of LeRobot only the two files of networks and their configurations are loaded; what they
import beside that is replaced by the few lines below, so that nothing else has to be installed. Weights and inputs follow from
their names (deploy/export/tests/synthetic.py), so a file holds the names and shapes of the parameters and the answer only.
"""

import dataclasses
import enum
import functools
import importlib.util
import json
import math
import os
import sys
import types
import unittest.mock

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "deploy", "export", "tests"))
import synthetic  # noqa: E402

ACT = {
    "type": "act", "n_obs_steps": 1, "chunk_size": 8, "n_action_steps": 6, "vision_backbone": "resnet18",
    "pretrained_backbone_weights": None, "dim_model": 32, "n_heads": 4, "dim_feedforward": 48, "n_encoder_layers": 2,
    "n_decoder_layers": 2, "latent_dim": 8, "n_vae_encoder_layers": 1,
    "normalization_mapping": {"VISUAL": "MEAN_STD", "STATE": "MEAN_STD", "ACTION": "MEAN_STD"},
    "input_features": {
        "observation.state": {"type": "STATE", "shape": [5]},
        "observation.images.front": {"type": "VISUAL", "shape": [3, 64, 96]},
        "observation.images.wrist": {"type": "VISUAL", "shape": [3, 64, 96]},
    },
    "output_features": {"action": {"type": "ACTION", "shape": [6]}},
}
DIFFUSION = {
    "type": "diffusion", "n_obs_steps": 2, "horizon": 8, "n_action_steps": 4, "vision_backbone": "resnet18",
    "pretrained_backbone_weights": None, "use_group_norm": True, "spatial_softmax_num_keypoints": 6, "crop_shape": [61, 84],
    "use_separate_rgb_encoder_per_camera": False, "down_dims": [16, 32], "kernel_size": 5, "n_groups": 4,
    "diffusion_step_embed_dim": 16, "use_film_scale_modulation": True, "noise_scheduler_type": "DDIM", "num_train_timesteps": 50,
    "num_inference_steps": 5, "beta_schedule": "squaredcos_cap_v2", "prediction_type": "epsilon", "clip_sample": True,
    "normalization_mapping": {"VISUAL": "MEAN_STD", "STATE": "MIN_MAX", "ACTION": "MIN_MAX"},
    "input_features": ACT["input_features"], "output_features": ACT["output_features"],
}
CASES = {
    "act_two_cameras": ACT,
    "act_pre_norm": dict(ACT, pre_norm=True, feedforward_activation="gelu", use_vae=False, n_decoder_layers=1,
                         vision_backbone="resnet34", input_features={
                             "observation.state": {"type": "STATE", "shape": [5]},
                             "observation.images.front": {"type": "VISUAL", "shape": [3, 64, 96]}}),
    "diffusion_group_norm": DIFFUSION,
    "diffusion_separate_encoders": dict(
        DIFFUSION, n_obs_steps=1, use_group_norm=False, use_separate_rgb_encoder_per_camera=True, use_film_scale_modulation=False,
        crop_shape=None, resize_shape=[40, 72], crop_ratio=0.9, down_dims=[16, 24, 32], prediction_type="sample",
        noise_scheduler_type="DDPM", num_inference_steps=None),
}


# --- what LeRobot's files import ---------------------------------------------------------------------------------------------

class FeatureType(str, enum.Enum):
    STATE = "STATE"
    VISUAL = "VISUAL"
    ENV = "ENV"
    ACTION = "ACTION"


class NormalizationMode(str, enum.Enum):
    MIN_MAX = "MIN_MAX"
    MEAN_STD = "MEAN_STD"


@dataclasses.dataclass
class Feature:
    type: FeatureType
    shape: tuple


@dataclasses.dataclass
class Config:
    input_features: dict = None
    output_features: dict = None

    def __post_init__(self):
        for features in (self.input_features, self.output_features):
            for name, entry in features.items():
                features[name] = Feature(FeatureType(entry["type"]), tuple(entry["shape"]))

    @staticmethod
    def register_subclass(_):
        return lambda subclass: subclass

    robot_state_feature = property(lambda self: self.input_features.get("observation.state"))
    env_state_feature = property(lambda self: next((f for f in self.input_features.values() if f.type is FeatureType.ENV), None))
    image_features = property(lambda self: {n: f for n, f in self.input_features.items() if f.type is FeatureType.VISUAL})
    action_feature = property(lambda self: self.output_features["action"])


def rearrange(tensor, pattern, **sizes):
    """einops.rearrange for the patterns of the two networks."""
    if pattern in ("b t d -> b d t", "b d t -> b t d"):
        return tensor.transpose(1, 2)
    if pattern == "b c h w -> (h w) b c":
        return tensor.flatten(2).permute(2, 0, 1)
    if pattern == "b s n ... -> n (b s) ...":
        return tensor.transpose(1, 2).transpose(0, 1).flatten(1, 2)
    if pattern == "b s n ... -> (b s n) ...":
        return tensor.flatten(0, 2)
    b, s = sizes["b"], sizes["s"]
    if pattern == "(n b s) ... -> b s (n ...)":
        return tensor.unflatten(0, (-1, b, s)).permute(1, 2, 0, 3).flatten(2)
    if pattern == "(b s n) ... -> b s (n ...)":
        return tensor.unflatten(0, (b, s, -1)).flatten(2)
    raise NotImplementedError(pattern)


def module(name, **content):
    made = types.ModuleType(name)
    made.__path__ = []
    made.__dict__.update(content)
    sys.modules[name] = made


def load(root, name):
    spec = importlib.util.spec_from_file_location(name, os.path.join(root, "src", *name.split(".")) + ".py")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[name] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def prepare(root):
    for name in ("PIL", "PIL.Image", "PIL.ImageOps", "PIL.ImageEnhance", "PIL.ImageFont", "PIL.ImageDraw", "PIL.ImageColor"):
        sys.modules.setdefault(name, unittest.mock.MagicMock())
    import torchvision

    # The default of the torchvision that this LeRobot asks for; older ones have another.
    torchvision.transforms.Resize = functools.partial(torchvision.transforms.Resize, antialias=True)
    module("einops", rearrange=rearrange, repeat=None)
    for name in ("lerobot", "lerobot.policies", "lerobot.policies.act", "lerobot.policies.diffusion", "lerobot.utils"):
        module(name)
    module("lerobot.configs", NormalizationMode=NormalizationMode, PreTrainedConfig=Config)
    module("lerobot.optim", AdamWConfig=None, AdamConfig=None, DiffuserSchedulerConfig=None)
    module("lerobot.policies.pretrained", PreTrainedPolicy=torch.nn.Module)
    module("lerobot.utils.import_utils", _diffusers_available=False, require_package=lambda *a, **k: None)

    def output_shape(network, shape):
        return network(torch.zeros(shape)).shape

    module("lerobot.policies.utils", get_device_from_parameters=None, get_dtype_from_parameters=None,
           get_output_shape=output_shape, populate_queues=None)
    module("lerobot.utils.constants", ACTION="action", OBS_STATE="observation.state", OBS_IMAGES="observation.images",
           OBS_ENV_STATE="observation.environment_state")


# --- cases -------------------------------------------------------------------------------------------------------------------

def build(root, config):
    """LeRobot's network, in the state in which a policy keeps it: under `model` or under `diffusion`."""
    config = json.loads(json.dumps(config))
    kind = config.pop("type")
    folder = "lerobot.policies.%s." % kind
    settings = load(root, folder + "configuration_" + kind)
    code = load(root, folder + "modeling_" + kind)
    if kind == "act":
        return "model.", code.ACT(settings.ACTConfig(**config))
    scheduler = types.SimpleNamespace(config=types.SimpleNamespace(num_train_timesteps=config["num_train_timesteps"]))
    code._make_noise_scheduler = lambda *a, **k: scheduler
    return "diffusion.", code.DiffusionModel(settings.DiffusionConfig(**config))


def answer(config, network, case):
    images = [name for name, entry in config["input_features"].items() if entry["type"] == "VISUAL"]
    given = {name: torch.from_numpy(value) for name, value in synthetic.inputs(case).items()}
    if config["type"] == "act":
        given["observation.images"] = [given[name] for name in images]
        return {"action": network(given)[0]}
    given["observation.images"] = torch.stack([given[name] for name in images], -4)
    condition = network._prepare_global_conditioning(given)
    sample = torch.from_numpy(synthetic.normal("sample", (2, config["horizon"], 6)))
    rows = condition.repeat(2, 1) * torch.tensor([[1.0], [0.5]])
    return {"condition": condition, "prediction": network.unet(sample, torch.tensor([3, 41]), global_cond=rows)}


def make(root, config):
    prefix, network = build(root, config)
    network.eval()
    state = network.state_dict()
    case = {"config": config, "parameters": {prefix + name: list(value.shape) for name, value in state.items()}}
    grids = [name for name in state if name.endswith("pos_grid")]
    if grids:
        count = int(state[grids[0]].shape[0])
        columns = int((state[grids[0]][:, 0] == 1).sum())
        case["feature_map"] = [columns, count // columns]
        assert np.array_equal(state[grids[0]].numpy(), synthetic.grid(*case["feature_map"]))
    values = synthetic.weights(case)
    if "model.vae_encoder_pos_enc" in values:
        assert np.allclose(values["model.vae_encoder_pos_enc"], state["vae_encoder_pos_enc"].numpy(), atol=1e-6)
    network.load_state_dict({name[len(prefix):]: torch.from_numpy(np.asarray(value)) for name, value in values.items()}, strict=True)
    with torch.no_grad():
        outputs = answer(config, network, case)
    for name, value in outputs.items():
        flat = value.double().flatten().tolist()
        case["expected." + name] = {"shape": list(value.shape), "values": [float("%.9g" % v) for v in flat]}
        print("%-28s %-10s %s  rms %.4f" % (config["type"], name, list(value.shape), math.sqrt(sum(v * v for v in flat) / len(flat))))
    return case


def main():
    torch.set_num_threads(1)
    prepare(sys.argv[1])
    os.makedirs(os.path.join(HERE, "lerobot"), exist_ok=True)
    for name, config in CASES.items():
        with open(os.path.join(HERE, "lerobot", name + ".json"), "w") as file:
            # One line per entry: readable, and no line per number.
            entries = ["  %s: %s" % (json.dumps(key), json.dumps(value)) for key, value in make(sys.argv[1], config).items()]
            file.write("{\n" + ",\n".join(entries) + "\n}\n")


if __name__ == "__main__":
    main()
