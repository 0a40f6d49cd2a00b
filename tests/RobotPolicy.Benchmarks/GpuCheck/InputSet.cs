namespace RobotPolicy.Benchmarks.GpuCheck;

/// <summary>Inputs of one model by name; entry b of the batch is observation <c>first + b</c>, whatever the batch's size.</summary>
internal sealed class InputSet
{
    private readonly Dictionary<string, float[]> _values = [];

    public InputSet(IEnumerable<(string Name, long[] Shape)> inputs, int batch, int first)
    {
        foreach (var (name, shape) in inputs)
        {
            var size = (int)shape.Skip(1).Aggregate(1L, (product, dimension) => product * dimension);
            var values = new float[size * batch];
            for (var b = 0; b < batch; b++)
            {
                var random = new Random((name.Length * 7919) + (name[^1] * 31) + first + b);
                foreach (ref var value in values.AsSpan(b * size, size))
                    value = (3 * random.NextSingle()) - 1.5f;
            }

            _values[name] = values;
        }
    }

    public float[] this[string name] => _values[name];

    public IEnumerable<string> Names => _values.Keys;
}
