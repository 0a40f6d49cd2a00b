using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace RobotPolicy.Inference.Graphs.Cache;

/// <summary>Whether two sessions answer the same input with the same bytes.</summary>
internal static class SessionTwins
{
    private const int Seed = 20259;

    /// <summary>Runs both on one input that is made up: numbers from 0 to 1, ids 0, and 1 for sizes that the graph leaves open.</summary>
    /// <returns>What is different, or why that cannot be told; <see langword="null"/> where they agree.</returns>
    public static string? Compare(InferenceSession one, InferenceSession other)
    {
        var inputs = new List<OrtValue>();
        try
        {
            var random = new Random(Seed);
            foreach (var name in one.InputNames)
            {
                var tensor = one.InputMetadata[name];
                if (!tensor.IsTensor || tensor.ElementDataType is not (TensorElementType.Float or TensorElementType.Float16 or TensorElementType.Int64
                    or TensorElementType.Int32 or TensorElementType.UInt8 or TensorElementType.Bool))
                    return $"no input can be made up for '{name}'";
                inputs.Add(MakeUp(tensor, random));
            }

            using var first = Run(one, inputs);
            using var second = Run(other, inputs);
            return Enumerable.Range(0, first.Count).Any(i => !Bytes(first[i]).SequenceEqual(Bytes(second[i])))
                ? "it answers differently from the graph that it was made of"
                : null;
        }
        catch (Exception exception) when (OnnxErrors.IsExpected(exception))
        {
            return OnnxErrors.Reason(exception.Message);
        }
        finally
        {
            foreach (var input in inputs)
                input.Dispose();
        }
    }

    private static OrtValue MakeUp(NodeMetadata tensor, Random random)
    {
        long[] shape = [.. tensor.Dimensions.Select(size => (long)Math.Max(size, 1))];
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, tensor.ElementDataType, shape);
        value.GetTensorMutableRawData().Clear();
        if (tensor.ElementDataType == TensorElementType.Float)
            foreach (ref var number in value.GetTensorMutableDataAsSpan<float>())
                number = random.NextSingle();
        if (tensor.ElementDataType == TensorElementType.Float16)
            foreach (ref var number in value.GetTensorMutableDataAsSpan<Float16>())
                number = (Float16)random.NextSingle();
        return value;
    }

    private static IDisposableReadOnlyCollection<OrtValue> Run(InferenceSession session, List<OrtValue> inputs)
    {
        using var options = new RunOptions();
        return session.Run(options, session.InputNames, inputs, session.OutputNames);
    }

    private static ReadOnlySpan<byte> Bytes(OrtValue value) => value.IsTensor ? value.GetTensorMutableRawData() : [];
}
