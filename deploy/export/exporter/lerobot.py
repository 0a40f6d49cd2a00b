"""The command: from a LeRobot checkpoint folder to a package, or a list of everything that prevents it."""

import dataclasses
import hashlib
import json
import os
import shutil

from . import checkpoint as checkpoints
from . import manifest, networks, parity, robots
from .problems import ExportError, Problems


@dataclasses.dataclass
class Settings:
    """What a checkpoint does not say."""

    name: str
    rate: float
    state_names: list
    action_names: list
    mapped: dict
    robot_type: str
    task: str
    degrees: bool
    resize: str


def export(args):
    """Writes args.out and answers its report; raises ExportError with every reason why not."""
    problems = Problems()
    out = os.path.abspath(args.out)
    if os.path.exists(out) and (not os.path.isdir(out) or os.listdir(out)) and not args.force:
        problems.add(args.out, "a new or empty folder; --force replaces it", "one with files")
    if not os.path.isdir(args.checkpoint):
        problems.add(args.checkpoint, "a folder with config.json and model.safetensors", "no such folder")
    dataset = robots.Dataset(args.dataset, problems) if args.dataset else None
    checkpoint = checkpoints.read(args.checkpoint, dataset, problems) if os.path.isdir(args.checkpoint) else None
    rate = robots.choose_rate(args.fps, dataset, problems)
    if checkpoint is None:
        problems.raise_any()
    settings = choose(args, checkpoint, dataset, rate, problems)
    network = build(checkpoint, problems)
    problems.raise_any()

    made = out + ".new"
    shutil.rmtree(made, ignore_errors=True)
    os.makedirs(made)
    try:
        done = parity.Export(checkpoint, network, made, args)
        done.run()
        manifest.write_statistics(checkpoint, made)
        with open(os.path.join(made, "manifest.json"), "w") as file:
            json.dump(manifest.create(checkpoint, settings), file, indent=2)
            file.write("\n")
        text = report(checkpoint, network, done)
        with open(os.path.join(made, "report.md"), "w") as file:
            file.write(text)
        if os.path.exists(out):
            shutil.rmtree(out)
        os.rename(made, out)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return done, text


def choose(args, checkpoint, dataset, rate, problems):
    """Names of joints and cameras, from options and dataset, checked against the robot's profile."""
    rename(args, checkpoint, problems)
    actions = checkpoint.shape("action")[0]
    states = checkpoint.shape(checkpoints.STATE)[0] if checkpoint.has_state() else actions
    given = split(args.joints)
    of_state = split(args.state_joints) or (given if states == actions else None)
    action_names = robots.choose_names("action", actions, given, "--joints", dataset, problems)
    state_names = action_names
    if checkpoint.has_state():
        option = "--state-joints" if args.state_joints or states != actions else "--joints"
        state_names = robots.choose_names(checkpoints.STATE, states, of_state, option, dataset, problems)
    profile = robots.read_profile(args.robot, problems) if args.robot else None
    mapped = robots.map_joints(list(dict.fromkeys(state_names + action_names)), profile)
    if profile is not None and checkpoint.pipelines is not None:
        cameras = [checkpoint.camera(image) for image in checkpoint.images]
        robots.check_profile(args.robot, profile, state_names, action_names, mapped, cameras, problems)
    return Settings(
        args.name or os.path.basename(os.path.abspath(args.out)), rate, state_names, action_names, mapped,
        dataset.robot_type if dataset is not None else None, args.task, args.degrees, args.resize)


def split(text):
    return [name.strip() for name in text.split(",")] if text else None


def rename(args, checkpoint, problems):
    """--camera OLD=NEW goes before LeRobot's own renaming, whose names of cameras OLD is one of."""
    if checkpoint.pipelines is None:
        return
    known = {checkpoint.camera(image): image for image in checkpoint.images}
    for change in args.camera:
        old, _, new = change.partition("=")
        if old not in known or not new:
            problems.add("--camera %s" % change, "OLD=NEW with OLD one of %s" % ", ".join(known), "another")
        else:
            checkpoint.pipelines.renamed[known[old]] = checkpoints.IMAGES + new
    names = [checkpoint.camera(image) for image in checkpoint.images]
    if len(set(names)) != len(names):
        problems.add("cameras", "names that differ", ", ".join(names))


def build(checkpoint, problems):
    """The network with the checkpoint's weights, or None where the configuration describes none."""
    try:
        network = networks.build(checkpoint.config, checkpoint.weights)[0]
    except Exception as error:  # Whatever PyTorch says about sizes that do not go together.
        if not problems.lines:
            problems.add("config.json", "sizes that go together", "%s: %s" % (type(error).__name__, error))
        return None
    wrong = networks.load(network, checkpoint.weights)
    shown = 10
    problems.lines += ["model.safetensors: " + line for line in wrong[:shown]]
    if len(wrong) > shown:
        problems.lines.append("model.safetensors: %d more parameters do not fit config.json" % (len(wrong) - shown))
    return network


def report(checkpoint, network, done):
    """What was exported and how far it is from PyTorch, in Markdown."""
    with open(os.path.join(checkpoint.folder, "model.safetensors"), "rb") as file:
        digest = hashlib.sha256()
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    unused = sum(name.startswith("model.vae_encoder") for name in checkpoint.weights)
    lines = [
        "# Parity report", "",
        "LeRobot `%s`, %d parameters; `model.safetensors` has sha256 `%s`." % (
            checkpoint.kind, networks.count(network), digest.hexdigest()),
        "Statistics come from %s." % checkpoint.pipelines.source,
    ]
    if unused:
        lines.append("%d tensors of the variational encoder serve training only and are left out." % unused)
    lines += ["", "| feature | normalisation |", "|---|---|"]
    for feature, found in checkpoint.pipelines.features.items():
        how = found.mode if found.mode == "identity" else "%s, eps %g" % (found.mode, found.eps)
        lines.append("| `%s` | %s |" % (manifest.outside(checkpoint, feature), how))
    lines += ["", "One made-up observation (`parity.safetensors`), PyTorch against ONNX Runtime%s:" % (
        " (%s)" % done.runtime if done.reports[0].error is not None else ""), "",
        "| graph | bytes | inputs and output | largest value | largest difference |", "|---|---|---|---|---|"]
    for each in done.reports:
        error = "not computed" if each.error is None else "%.3g%s" % (each.error, "" if each.passed else " **above the bar**")
        lines.append("| `%s` | %d | %s | %.4g | %s |" % (each.file, each.bytes, ", ".join(each.shapes), each.scale, error))
    if done.reports[0].error is None:
        lines += ["", "Not compared: %s. The service checks a package when it loads it, but these numbers nobody has compared." % done.runtime]
    else:
        lines += ["", "The bar is %g of the largest value, or of 1 where that is smaller." % parity.BAR]
    return "\n".join(lines) + "\n"


__all__ = ["ExportError", "export"]
