"""What this policy shares with pick_place_act: its network's encoders, its demonstrations and its files."""

import os
import sys

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pick_place_act")
sys.path.insert(0, os.path.join(FOLDER, "..", "..", "training"))

from demonstrations import CAMERAS, CHUNK, JOINTS, SIZE, Demonstrations, statistics  # noqa: E402, F401
from keypoints import IMAGE_MEAN, IMAGE_STD, Encoder, normalise_images  # noqa: E402, F401
from packaging import FEATURES, write_safetensors  # noqa: E402, F401
