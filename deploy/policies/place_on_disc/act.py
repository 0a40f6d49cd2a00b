"""What this policy shares with pick_place_act: its network's encoders, its demonstrations and its files, from that package's script."""

import importlib.util
import os

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pick_place_act")

_spec = importlib.util.spec_from_file_location("pick_place_act", os.path.join(FOLDER, "train.py"))
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)

CAMERAS, JOINTS, CHUNK, SIZE, FEATURES = _module.CAMERAS, _module.JOINTS, _module.CHUNK, _module.SIZE, _module.FEATURES
IMAGE_MEAN, IMAGE_STD = _module.IMAGE_MEAN, _module.IMAGE_STD
Encoder, Demonstrations = _module.Encoder, _module.Demonstrations
normalise_images, statistics, write_safetensors = _module.normalise_images, _module.statistics, _module.write_safetensors
