namespace RobotPolicy.Inference.Graphs.Composition;

/// <summary>Element types by their numbers in onnx.proto; those that are used here.</summary>
internal enum OnnxElementType
{
    Float = 1,
    Int32 = 6,
    Int64 = 7,
    Float16 = 10,
    Double = 11,
}
