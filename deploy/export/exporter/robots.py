"""Names and rates that a checkpoint does not hold: from a dataset, from options, checked against a hardware profile."""

import json
import os

SUFFIX = ".pos"


class Dataset:
    """meta/info.json and meta/stats.json of a LeRobot dataset."""

    def __init__(self, folder, problems):
        self.fps, self.names, self.robot_type, self.statistics = None, {}, None, {}
        info = load(os.path.join(folder, "meta", "info.json"), problems, True)
        self.statistics = load(os.path.join(folder, "meta", "stats.json"), problems, False)
        self.fps = info.get("fps")
        self.robot_type = info.get("robot_type")
        for feature, entry in info.get("features", {}).items():
            names = flatten(entry.get("names"))
            if names and all(isinstance(name, str) for name in names):
                self.names[feature] = names


def load(path, problems, required):
    if not os.path.exists(path):
        if required:
            problems.add(path, "the description of a LeRobot dataset", "no such file")
        return {}
    try:
        with open(path) as file:
            return json.load(file)
    except ValueError as error:
        problems.add(path, "JSON", str(error))
        return {}


def flatten(names):
    """A list of names, or groups of them, as in {"motors": [...]}."""
    if isinstance(names, dict):
        return [name for group in names.values() if isinstance(group, list) for name in group]
    return names if isinstance(names, list) else []


def choose_names(feature, count, given, option, dataset, problems):
    """Names of the elements of a vector: from an option, else from the dataset."""
    names, source = given, option
    if names is None and dataset is not None and feature in dataset.names:
        names, source = dataset.names[feature], "meta/info.json"
    if names is None:
        wanted = "%d joint names, by %s a,b,... or by --dataset with names in meta/info.json" % (count, option)
        problems.add("names of %s" % feature, wanted, "nothing")
        return []
    if len(names) != count:
        problems.add("names of %s (%s)" % (feature, source), "%d, as config.json says" % count, "%d: %s" % (len(names), ", ".join(names)))
    elif len(set(names)) != count or not all(names):
        problems.add("names of %s (%s)" % (feature, source), "names that differ", ", ".join(names))
    return names


def choose_rate(fps, dataset, problems):
    """Actions per second."""
    rate = fps if fps is not None else dataset.fps if dataset is not None else None
    if rate is None:
        problems.add("rate of the actions", "--fps, or --dataset with fps in meta/info.json", "nothing")
        return None
    if isinstance(rate, bool) or not isinstance(rate, (int, float)) or not 1 <= rate <= 1000:
        problems.add("rate of the actions", "1 to 1000 per second", repr(rate))
        return None
    return rate


def read_profile(path, problems):
    """Names of joints and cameras of a hardware profile."""
    try:
        import yaml
    except ImportError:
        problems.add("--robot", "the Python package yaml (Debian: python3-yaml)", "nothing")
        return None
    try:
        with open(path) as file:
            profile = yaml.safe_load(file)
        return [joint["name"] for joint in profile["joints"]], [camera["name"] for camera in profile.get("cameras") or []]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        problems.add(path, "a hardware profile with joints and cameras", "%s %s" % (type(error).__name__, error))
        return None


def map_joints(names, profile):
    """The robot's names of joints where they differ: LeRobot writes shoulder.pos for the position of the joint shoulder."""
    mapped = {}
    for name in names:
        short = name[:-len(SUFFIX)] if name.endswith(SUFFIX) and len(name) > len(SUFFIX) else name
        if short != name and (profile is None or name not in profile[0]):
            mapped[name] = short
    return mapped


def check_profile(path, profile, states, actions, mapped, cameras, problems):
    """The service wants every name to be the robot's, and an action for every joint of the robot."""
    names = [mapped.get(name, name) for name in dict.fromkeys(states + actions)]
    unknown = [name for name in names if name not in profile[0]]
    if unknown:
        problems.add(path, "the joints %s" % ", ".join(unknown), ", ".join(profile[0]))
    still = [joint for joint in profile[0] if joint not in [mapped.get(name, name) for name in actions]]
    if still and actions:
        problems.add(path, "no joint that the policy does not move", ", ".join(still))
    unknown = [camera for camera in cameras if camera not in profile[1]]
    if unknown:
        problems.add(path, "the cameras %s; --camera OLD=NEW renames one" % ", ".join(unknown), ", ".join(profile[1]) or "none")
