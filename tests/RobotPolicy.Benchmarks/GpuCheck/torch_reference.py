"""The networks of the GPU check in PyTorch, with the same weights: numbers against the check's, and latencies on the same device.

usage: torch_reference.py FOLDER, which the GPU check writes. Prints one JSON object per line. Times are from inputs in pinned host
memory to outputs in host memory, as on the other side. No network, no package but torch and numpy.
"""
import json
import math
import os
import sys
import time

import numpy
import torch
import torch.nn.functional as F

FOLDER = sys.argv[1]
CHECK = json.load(open(os.path.join(FOLDER, "check.json")))
DEVICE = torch.device(CHECK["device"])
GPU = DEVICE.type == "cuda"
START = time.monotonic()
WARM_UPS = 10


def floats(name, shape):
    return torch.from_numpy(numpy.fromfile(os.path.join(FOLDER, name + ".f32"), numpy.float32).reshape(shape))


def read_weights():
    with open(os.path.join(FOLDER, "weights.safetensors"), "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    return {
        name: torch.from_numpy(numpy.frombuffer(data, numpy.float32, (entry["data_offsets"][1] - entry["data_offsets"][0]) // 4,
                                                entry["data_offsets"][0]).reshape(entry["shape"]).copy())
        for name, entry in header.items()
    }


class Network(torch.nn.Module):
    """Layers by the names of their weights; the weights are buffers, which a compiler may take as fixed."""

    def __init__(self, weights, prefixes, dtype):
        super().__init__()
        self.dtype = dtype
        for name, value in weights.items():
            if name.startswith(prefixes):
                # (in, out) in the file, as ONNX multiplies; (out, in) here, as torch does.
                value = value.t().contiguous() if value.dim() == 2 and name.endswith(".weight") and ".norm" not in name else value
                self.register_buffer(self.key(name), value.to(DEVICE, dtype), persistent=False)

    @staticmethod
    def key(name):
        return name.replace(".", "__")

    def w(self, name):
        return getattr(self, self.key(name))

    def linear(self, x, name):
        return F.linear(x, self.w(name + ".weight"), self.w(name + ".bias"))

    def conv(self, x, name, stride=1, padding=0):
        function = F.conv2d if x.dim() == 4 else F.conv1d
        return function(x, self.w(name + ".weight"), self.w(name + ".bias"), stride=stride, padding=padding)

    def layer_norm(self, x, name):
        return F.layer_norm(x, x.shape[-1:], self.w(name + ".weight"), self.w(name + ".bias"))

    def resnet(self, image, name):
        x = F.max_pool2d(F.relu(self.conv(image, name + ".conv1", 2, 3)), 3, 2, 1)
        for stage in range(4):
            for block in range(2):
                stride = 2 if stage > 0 and block == 0 else 1
                prefix = f"{name}.layer{stage + 1}.{block}"
                inner = self.conv(F.relu(self.conv(x, prefix + ".conv1", stride, 1)), prefix + ".conv2", 1, 1)
                shortcut = self.conv(x, prefix + ".downsample", stride) if hasattr(self, self.key(prefix + ".downsample.weight")) else x
                x = F.relu(inner + shortcut)
        return x


class Act(Network):
    def __init__(self, weights, dtype):
        super().__init__(weights, ("act.",), dtype)
        self.config = CHECK["act"]

    def attention(self, query, key, value, name):
        heads = self.config["heads"]

        def split(x, part):
            return self.linear(x, f"{name}.{part}").unflatten(-1, (heads, -1)).transpose(1, 2)

        mixed = F.scaled_dot_product_attention(split(query, "q"), split(key, "k"), split(value, "v")) if hasattr(
            F, "scaled_dot_product_attention") else self.explicit(split(query, "q"), split(key, "k"), split(value, "v"))
        return self.linear(mixed.transpose(1, 2).flatten(2), name + ".out")

    @staticmethod
    def explicit(q, k, v):
        return torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1]), -1) @ v

    def feed_forward(self, x, prefix, norm):
        return self.layer_norm(x + self.linear(F.relu(self.linear(x, prefix + ".linear1")), prefix + ".linear2"), f"{prefix}.{norm}")

    def forward(self, state, *images):
        batch = state.shape[0]
        tokens = [self.w("act.latent").expand(batch, -1, -1), self.linear(state.to(self.dtype), "act.state").unsqueeze(1)]
        for image in images:
            tokens.append(self.conv(self.resnet(image.to(self.dtype), "act.backbone"), "act.project").flatten(2).transpose(1, 2))
        memory = torch.cat(tokens, 1)
        position = self.w("act.position")
        for layer in range(self.config["layers"]):
            prefix = f"act.encoder{layer}"
            query = memory + position
            memory = self.layer_norm(memory + self.attention(query, query, memory, prefix + ".attention"), prefix + ".norm1")
            memory = self.feed_forward(memory, prefix, "norm2")
        queries = self.w("act.queries")
        x = self.w("act.target").expand(batch, self.config["chunk"], -1)
        own = x + queries
        x = self.layer_norm(x + self.attention(own, own, x, "act.decoder.self"), "act.decoder.norm1")
        x = self.layer_norm(x + self.attention(x + queries, memory + position, memory, "act.decoder.cross"), "act.decoder.norm2")
        x = self.layer_norm(self.feed_forward(x, "act.decoder", "norm3"), "act.norm")
        return self.linear(x, "act.head").float()


class Encoder(Network):
    def __init__(self, weights, dtype):
        super().__init__(weights, ("diffusion.",), dtype)

    def forward(self, images, state):
        features = self.resnet(images.to(self.dtype).flatten(0, 1), "diffusion.backbone").mean((2, 3))
        return torch.cat([features.reshape(state.shape[0], -1), state.to(self.dtype)], 1)


class Denoiser(Network):
    def __init__(self, weights, dtype):
        super().__init__(weights, ("down", "mid", "up", "final", "time"), dtype)
        self.config = CHECK["diffusion"]
        half = self.config["stepWidth"] // 2
        frequencies = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float64) / (half - 1))
        self.register_buffer("frequencies", frequencies.to(DEVICE, torch.float32), persistent=False)

    def conv_block(self, x, name):
        x = self.conv(x, name + ".conv", 1, 1)
        return F.mish(F.group_norm(x, 8, self.w(name + ".norm.weight").flatten(), self.w(name + ".norm.bias").flatten()))

    def block(self, x, feature, name):
        inner = self.conv_block(x, name + ".0") + self.linear(feature, name + ".condition").unsqueeze(-1)
        inner = self.conv_block(inner, name + ".1")
        return inner + (self.conv(x, name + ".residual") if hasattr(self, self.key(name + ".residual.weight")) else x)

    def forward(self, sample, timestep, condition):
        angles = timestep[:, None] * self.frequencies[None]
        embedded = torch.cat([angles.sin(), angles.cos()], 1).to(self.dtype)
        embedded = self.linear(F.mish(self.linear(embedded, "time.0")), "time.1")
        feature = F.mish(torch.cat([embedded.expand(sample.shape[0], -1), condition], 1))
        x = sample.to(self.dtype).transpose(1, 2)
        levels = len(self.config["widths"])
        skips = []
        for level in range(levels):
            x = self.block(self.block(x, feature, f"down{level}.0"), feature, f"down{level}.1")
            skips.append(x)
            if level < levels - 1:
                x = self.conv(x, f"down{level}.downsample", 2, 1)
        x = self.block(self.block(x, feature, "mid0"), feature, "mid1")
        for level in range(levels - 1, 0, -1):
            x = torch.cat([x, skips.pop()], 1)
            x = self.block(self.block(x, feature, f"up{level}.0"), feature, f"up{level}.1")
            x = F.conv_transpose1d(x, self.w(f"up{level}.upsample.weight"), self.w(f"up{level}.upsample.bias"), stride=2, padding=1)
        return self.conv(self.conv_block(x, "final"), "final.out").transpose(1, 2).float()


class Loop:
    """The whole loop on the device; only the encoder and the denoiser are compiled, as users of PyTorch do."""

    def __init__(self, encoder, denoiser, model):
        self.encoder, self.denoiser, self.clip, self.steps = encoder, denoiser, model["clip"], model["steps"]
        self.timesteps = [torch.tensor([step[0]], dtype=torch.float32, device=DEVICE) for step in self.steps]

    def __call__(self, images, state, noise):
        # Copied: a captured encoder overwrites its output, and so does a captured denoiser.
        condition = self.encoder(images, state).clone()
        x = noise
        for timestep, (_, from_sample, from_prediction, clean, sample, prediction) in zip(self.timesteps, self.steps):
            m = self.denoiser(x, timestep, condition).clone()
            estimate = from_sample * x + from_prediction * m
            if self.clip is not None:
                estimate = estimate.clamp(-self.clip, self.clip)
            x = clean * estimate + sample * x + prediction * m
        return x


def build(name, weights, dtype, compiled):
    wrap = (lambda module: torch.compile(module, mode="reduce-overhead" if GPU else "default", dynamic=False)) if compiled else (lambda module: module)
    if name == "act":
        return wrap(Act(weights, dtype))
    return Loop(wrap(Encoder(weights, dtype)), wrap(Denoiser(weights, dtype)), CHECK["models"][name])


def measure(name, model, mode, precision, batch, weights):
    host = [floats(f"{name}.{key}", shape).repeat_interleave(batch, 0) for key, shape in model["inputs"].items()]
    warm = [torch.rand_like(value) for value in host]
    if GPU:
        host, warm = [value.pin_memory() for value in host], [value.pin_memory() for value in warm]
    expected = torch.from_numpy(numpy.fromfile(os.path.join(FOLDER, name + ".expected.f32"), numpy.float32))
    begin = time.monotonic()
    policy = build(name, weights, torch.float16 if precision == "fp16" else torch.float32, mode == "compile")

    def run(values):
        result = policy(*[value.to(DEVICE, non_blocking=True) for value in values])
        return result.cpu()

    with torch.inference_mode() if mode == "eager" else torch.no_grad():
        for _ in range(WARM_UPS):
            run(warm)
        load = time.monotonic() - begin
        latencies = []
        begin = time.monotonic()
        while len(latencies) < 30 or (len(latencies) < 1000 and time.monotonic() - begin < CHECK["caseSeconds"]):
            before = time.perf_counter_ns()
            run(warm)
            latencies.append((time.perf_counter_ns() - before) / 1e6)
        actual = run(host).flatten(1)
    error = max((actual[index] - expected).abs().max().item() for index in {0, batch - 1})
    print(json.dumps({"model": name, "mode": mode, "precision": precision, "batch": batch, "latenciesMs": latencies,
                      "maxAbsError": error, "loadMs": load * 1e3}), flush=True)


def main():
    where = torch.cuda.get_device_name(DEVICE) if GPU else "the processor"
    print(json.dumps({"note": f"torch {torch.__version__} on {where}"}), flush=True)
    weights = read_weights()
    # Eager first: whatever the budget leaves is compiled.
    for mode in ("eager", "compile"):
        for batch in CHECK["batches"]:
            for precision in CHECK["precisions"]:
                for name, model in CHECK["models"].items():
                    if mode == "compile" and not hasattr(torch, "compile"):
                        continue
                    if precision == "fp16" and not GPU:
                        continue
                    case = f"{name} batch {batch} {precision} {mode}"
                    if time.monotonic() - START > CHECK["budgetSeconds"]:
                        print(json.dumps({"note": f"torch: no time left for {case}"}), flush=True)
                        continue
                    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision == "tf32"
                    torch.backends.cudnn.benchmark = True
                    if mode == "compile":
                        torch._dynamo.reset()
                    try:
                        measure(name, model, mode, precision, batch, weights)
                    except Exception as error:
                        print(json.dumps({"note": f"torch: {case}: {type(error).__name__}: {str(error)[:200]}"}), flush=True)
    if not hasattr(torch, "compile"):
        print(json.dumps({"note": "this torch has no torch.compile"}), flush=True)


main()
