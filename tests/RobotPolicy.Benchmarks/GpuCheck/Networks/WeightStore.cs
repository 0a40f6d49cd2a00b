using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace RobotPolicy.Benchmarks.GpuCheck.Networks;

/// <summary>Random weights, each from its own name, so that every build of a network has the same ones and no file carries them.</summary>
internal sealed class WeightStore
{
    private readonly SortedDictionary<string, (float[] Values, long[] Shape)> _weights = new(StringComparer.Ordinal);

    /// <summary>Uniform weights with the variance gain² / fan-in; a fan-in of 0 gives the constant <paramref name="gain"/>.</summary>
    public (float[] Values, long[] Shape) Get(string name, long[] shape, int fanIn, float gain = 1)
    {
        if (_weights.TryGetValue(name, out var weight))
            return weight;
        var values = new float[shape.Aggregate(1L, (product, dimension) => product * dimension)];
        if (fanIn == 0)
        {
            values.AsSpan().Fill(gain);
        }
        else
        {
            var random = new Random(Seed(name));
            var bound = gain * MathF.Sqrt(3f / fanIn);
            foreach (ref var value in values.AsSpan())
                value = ((2 * random.NextSingle()) - 1) * bound;
        }

        return _weights[name] = (values, shape);
    }

    /// <summary>Writes all weights as safetensors, for the reference in PyTorch.</summary>
    public void Save(string file)
    {
        var entries = new Dictionary<string, object>();
        long offset = 0;
        foreach (var (name, (values, shape)) in _weights)
        {
            var end = offset + ((long)values.Length * sizeof(float));
            entries[name] = new { dtype = "F32", shape, data_offsets = new[] { offset, end } };
            offset = end;
        }

        var header = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(entries));
        using var stream = File.Create(file);
        stream.Write(BitConverter.GetBytes((ulong)header.Length));
        stream.Write(header);
        foreach (var (values, _) in _weights.Values)
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>FNV-1a: string.GetHashCode differs from process to process.</summary>
    private static int Seed(string name)
    {
        var hash = 2166136261u;
        foreach (var c in name)
            hash = unchecked((hash ^ c) * 16777619u);
        return (int)(hash & 0x7FFFFFFF);
    }
}
