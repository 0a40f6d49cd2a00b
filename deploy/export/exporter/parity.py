"""One observation through everything, from raw pictures to raw actions, in PyTorch; and the exported graphs against it."""

import dataclasses
import os

import numpy as np
import torch

from . import graphs, manifest, safetensors, sampling, verification
from .checkpoint import STATE
from .problems import ExportError

BAR = 1e-4
ROWS = 2


@dataclasses.dataclass
class GraphReport:
    """A graph beside PyTorch. `error` is the largest difference, None where no ONNX Runtime was found; `scale` the largest value."""

    file: str
    bytes: int
    shapes: list
    error: float
    scale: float

    @property
    def passed(self):
        return self.error is None or self.error <= BAR * max(1.0, self.scale)


def observe(checkpoint, seed):
    """A made-up observation: raw pictures [n,H,W,3] and states [n,S] within the statistics, and both normalised, by feature."""
    random = np.random.RandomState(seed)
    raw, normal = {}, {}
    for feature in checkpoint.images:
        _, height, width = checkpoint.shape(feature)
        raw[feature] = random.randint(0, 256, (checkpoint.steps, height, width, 3)).astype(np.uint8)
        planes = raw[feature].transpose(0, 3, 1, 2) / 255.0
        normal[feature] = per_channel(checkpoint.pipelines.features[feature], planes)
    if checkpoint.has_state():
        found = checkpoint.pipelines.features[STATE]
        size = (checkpoint.steps, checkpoint.shape(STATE)[0])
        raw[STATE] = found.backward(random.uniform(-0.9, 0.9, size)).astype(np.float32)
        normal[STATE] = found.forward(raw[STATE].astype(np.float64))
    shaped = {feature: (value[None] if checkpoint.steps > 1 else value).astype(np.float32) for feature, value in normal.items()}
    return raw, shaped


def per_channel(normalization, planes):
    return normalization.forward(planes.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)


class Export:
    """Writes the graphs of a checkpoint into a folder, with parity.safetensors beside them."""

    def __init__(self, checkpoint, network, folder, args):
        """`args` has seed, verify and noise."""
        self.checkpoint, self.network, self.folder, self.way = checkpoint, network, folder, args.verify
        self.raw, self.normal = observe(checkpoint, args.seed)
        self.random = np.random.RandomState(args.seed + 1)
        self.noise = args.noise
        self.parity, self.reports, self.runtime = {}, [], None
        for feature, value in self.normal.items():
            self.parity[manifest.outside(checkpoint, feature)] = value

    def run(self):
        if self.checkpoint.kind == "act":
            self.act()
        else:
            self.diffusion()
        for feature, value in self.raw.items():
            self.parity["raw." + manifest.outside(self.checkpoint, feature)] = value if self.checkpoint.steps > 1 else value[0]
        action = self.checkpoint.pipelines.features["action"]
        self.parity["raw.action"] = action.backward(self.parity["action"][0].astype(np.float64)).astype(np.float32)
        safetensors.write(os.path.join(self.folder, "parity.safetensors"), self.parity)

    def act(self):
        answer = self.graph("model.onnx", self.network, self.observation(), ["action"])
        self.parity["action"] = answer[0]

    def diffusion(self):
        config = self.checkpoint.config
        condition = self.graph("encoder.onnx", self.network.encoder, self.observation(), ["condition"])[0]
        shape = (config["horizon"], self.checkpoint.shape("action")[0])
        inputs = {
            "sample": self.random.standard_normal((ROWS,) + shape).astype(np.float32),
            "timestep": np.linspace(0, config["num_train_timesteps"] - 1, ROWS).round().astype(np.float32),
            "condition": np.repeat(condition, ROWS, 0) * np.linspace(1, 0.5, ROWS, dtype=np.float32)[:, None],
        }
        prediction = self.graph("denoiser.onnx", self.network.unet, inputs, ["prediction"], list(inputs) + ["prediction"])[0]
        self.parity["condition"] = condition
        self.parity.update({"denoiser." + name: value for name, value in dict(inputs, prediction=prediction).items()})
        noise = self.draw((sampling.draws(config),) + shape)
        seen = torch.from_numpy(condition)

        def predict(sample, timestep):
            with torch.no_grad():
                answer = self.network.unet(torch.from_numpy(sample[None].astype(np.float32)), torch.tensor([float(timestep)]), seen)
            return answer[0].numpy().astype(np.float64)

        self.parity["noise"] = noise
        self.parity["action"] = sampling.denoise(config, predict, noise)[None].astype(np.float32)

    def draw(self, shape):
        """Noise [draws,horizon,A]: recorded if it was given, else made up."""
        if self.noise is None:
            return self.random.standard_normal(shape).astype(np.float32)
        given = safetensors.read(self.noise).get("noise")
        if given is None or given.shape != shape or given.dtype != np.float32:
            found = "nothing" if given is None else "%s %s" % (given.dtype, list(given.shape))
            raise ExportError(["%s: expected float32 noise %s, got %s" % (self.noise, list(shape), found)])
        return np.array(given)

    def observation(self):
        return {manifest.outside(self.checkpoint, feature): value for feature, value in self.normal.items()}

    def graph(self, file, network, inputs, outputs, open_rows=()):
        """Exports, runs PyTorch and, where there is one, ONNX Runtime on the same inputs; answers what PyTorch said."""
        path = os.path.join(self.folder, file)
        tensors = [torch.from_numpy(value) for value in inputs.values()]
        graphs.write(network, tensors, inputs, outputs, path, open_rows)
        with torch.no_grad():
            expected = network(*tensors).numpy()
        answer, self.runtime = verification.run(path, inputs, self.way)
        error = None if answer is None else float(np.abs(answer[outputs[0]] - expected).max())
        if error is not None and not np.isfinite(answer[outputs[0]]).all():
            error = float("inf")
        shapes = ["%s %s" % (name, rows(value.shape, name in open_rows)) for name, value in inputs.items()]
        shapes.append("-> %s %s" % (outputs[0], rows(expected.shape, outputs[0] in open_rows)))
        self.reports.append(GraphReport(file, os.path.getsize(path), shapes, error, float(np.abs(expected).max())))
        return [expected]


def rows(shape, is_open):
    return "[%s]" % ", ".join(["rows" if is_open else str(shape[0])] + [str(side) for side in shape[1:]])
