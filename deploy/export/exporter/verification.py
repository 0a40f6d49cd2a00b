"""Runs exported graphs with ONNX Runtime, from Python or, where that is not installed, from Node.js."""

import json
import os
import shutil
import subprocess
import tempfile

import numpy as np

from . import safetensors

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "run_graph.js")


def run(path, inputs, way):
    """Outputs by name, and what computed them; (None, why not) where nothing can run a graph."""
    if way in ("auto", "onnxruntime"):
        try:
            import onnxruntime
        except ImportError:
            if way == "onnxruntime":
                return None, "the Python package onnxruntime is not installed"
        else:
            session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
            names = [output.name for output in session.get_outputs()]
            return dict(zip(names, session.run(names, inputs))), "onnxruntime %s" % onnxruntime.__version__
    if way in ("auto", "node"):
        return run_node(path, inputs)
    return None, "switched off"


def run_node(path, inputs):
    node = shutil.which("node")
    if node is None:
        return None, "neither the Python package onnxruntime nor Node.js is installed"
    with tempfile.TemporaryDirectory() as folder:
        given, answered = os.path.join(folder, "inputs.safetensors"), os.path.join(folder, "outputs.safetensors")
        safetensors.write(given, inputs)
        done = subprocess.run([node, SCRIPT, path, given, answered], capture_output=True, text=True)
        if done.returncode == 3:
            return None, "Node.js has no onnxruntime-node (npm install onnxruntime-node)"
        if done.returncode != 0:
            raise RuntimeError("%s does not run: %s" % (os.path.basename(path), done.stderr.strip()[-500:]))
        return {name: np.array(value) for name, value in safetensors.read(answered).items()}, json.loads(done.stdout)["runtime"]
