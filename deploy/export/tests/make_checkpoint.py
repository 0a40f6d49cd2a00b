#!/usr/bin/python3
"""Writes a checkpoint folder exactly as LeRobot does, with weights that follow from their names: for tests.

    make_checkpoint.py CASE FOLDER [--old] [--set KEY=JSON ...]      CASE: a file of tests/golden/lerobot
"""

import argparse
import json
import os

import numpy as np

import context  # noqa: F401
import synthetic
from exporter import safetensors


def statistics(config):
    """All that LeRobot computes of a dataset, by feature."""
    answer = {}
    for name, entry in dict(config["input_features"], **config["output_features"]).items():
        shape = (entry["shape"][0], 1, 1) if entry["type"] == "VISUAL" else tuple(entry["shape"])
        middle = 0.3 * synthetic.normal("middle " + name, shape) + (0.5 if entry["type"] == "VISUAL" else 0)
        spread = 0.1 + 0.2 * synthetic.uniform("spread " + name, shape)
        answer[name] = {"mean": middle, "std": spread, "min": middle - 3 * spread, "max": middle + 3.5 * spread,
                        "q01": middle - 2 * spread, "q10": middle - spread, "q90": middle + spread, "q99": middle + 2.5 * spread}
    return {name: {key: np.float32(value) for key, value in entry.items()} for name, entry in answer.items()}


def flat(found, names):
    return {"%s.%s" % (name, key): value for name in names for key, value in found[name].items()}


def write(case, folder, old=False, **changes):
    config = dict(case["config"], **changes)
    weights, found = synthetic.weights(case), statistics(config)
    os.makedirs(folder, exist_ok=True)
    if old:
        modes = config["normalization_mapping"]
        keys = {"MEAN_STD": ("mean", "std"), "MIN_MAX": ("min", "max")}
        starts = {"normalize_inputs": "input_features", "unnormalize_outputs": "output_features", "normalize_targets": "output_features"}
        for start, features in starts.items():
            for name, entry in config[features].items():
                for key in keys[modes[entry["type"]]]:
                    weights["%s.buffer_%s.%s" % (start, name.replace(".", "_"), key)] = found[name][key]
    else:
        processors(config, found, folder)
    safetensors.write(os.path.join(folder, "model.safetensors"), weights)
    with open(os.path.join(folder, "config.json"), "w") as file:
        json.dump(config, file, indent=4)


def processors(config, found, folder):
    both = dict(config["input_features"], **config["output_features"])
    rename = {"registry_name": "rename_observations_processor", "config": {"rename_map": {}}}
    batch = {"registry_name": "to_batch_processor", "config": {}}
    device = {"registry_name": "device_processor", "config": {"device": "cpu", "float_dtype": None}}
    pair = (("policy_preprocessor", "normalizer_processor", 3, both),
            ("policy_postprocessor", "unnormalizer_processor", 0, config["output_features"]))
    for name, step, index, features in pair:
        state = "%s_step_%d_%s.safetensors" % (name, index, step)
        safetensors.write(os.path.join(folder, state), flat(found, both))
        settings = {"eps": 1e-8, "features": features, "norm_map": config["normalization_mapping"]}
        normalizer = {"registry_name": step, "config": settings, "state_file": state}
        steps = [rename, batch, device, normalizer] if index else [normalizer, device]
        with open(os.path.join(folder, name + ".json"), "w") as file:
            json.dump({"name": name, "steps": steps}, file, indent=2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case")
    parser.add_argument("folder")
    parser.add_argument("--old", action="store_true", help="normalisation inside model.safetensors, as before the processors")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=JSON", help="another value in config.json")
    args = parser.parse_args()
    changes = {key: json.loads(value) for key, value in (change.split("=", 1) for change in args.set)}
    write(synthetic.golden(args.case), args.folder, args.old, **changes)


if __name__ == "__main__":
    main()
