"""From a network of PyTorch to an ONNX file."""

import inspect

import torch

OPSET = 13


def write(network, inputs, names, outputs, path, open_rows=()):
    """Exports in evaluation mode; the first dimension of the names in `open_rows` stays open."""
    options = {}
    if "dynamo" in inspect.signature(torch.onnx.export).parameters:
        options["dynamo"] = False
    network.eval()
    with torch.no_grad():
        torch.onnx.export(
            network, tuple(inputs), path, opset_version=OPSET, input_names=list(names), output_names=list(outputs),
            do_constant_folding=True, dynamic_axes={name: {0: "rows"} for name in open_rows}, **options)
    check(path)


def check(path):
    try:
        import onnx
    except ImportError:
        return
    onnx.checker.check_model(path)
