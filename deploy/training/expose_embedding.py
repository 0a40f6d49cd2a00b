#!/usr/bin/python3
"""Gives a trained graph a further output: the encoding of the observation that its head reads.

    ./expose_embedding.py model.onnx encoder.onnx ...

Every export does so. The weights and all other outputs stay as they are. What is exposed is what the first fully connected layer reads:
key points of both cameras and normalised joints, and for a policy that takes goals, the goal. The failure monitor of a package judges it.
"""

import sys

import onnx

NAME = "embedding"


def expose(path):
    model = onnx.load(path)
    graph = model.graph
    if any(output.name == NAME for output in graph.output):
        print("%s has the output already" % path)
        return
    produced = {output: node for node in graph.node for output in node.output}
    first = next(node for node in graph.node if node.op_type == "Gemm" and produced.get(node.input[0], node).op_type == "Concat")
    weights = next(tensor for tensor in graph.initializer if tensor.name == first.input[1])
    width = weights.dims[1] if any(a.name == "transB" and a.i for a in first.attribute) else weights.dims[0]
    graph.node.append(onnx.helper.make_node("Identity", [first.input[0]], [NAME], name="/" + NAME))
    graph.output.append(onnx.helper.make_tensor_value_info(NAME, onnx.TensorProto.FLOAT, [1, width]))
    onnx.checker.check_model(model)
    onnx.save(model, path)
    print("%s: %s [1, %d] from %s" % (path, NAME, width, first.input[0]))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for argument in sys.argv[1:]:
        expose(argument)
