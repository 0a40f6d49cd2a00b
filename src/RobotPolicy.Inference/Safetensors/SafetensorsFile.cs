using System.Buffers.Binary;
using System.Text.Json;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Safetensors;

/// <summary>
/// Reads the safetensors format (huggingface/safetensors, README "Format"): a 64-bit little-endian header length, a JSON header
/// with dtype, shape and byte range of each tensor, then the data. As in the original, ranges must follow each other without
/// gap or overlap and cover the data exactly, so that two readers can never see different tensors in one file.
/// </summary>
internal sealed class SafetensorsFile
{
    /// <summary>Largest header that is read, in bytes.</summary>
    public const int MaxHeaderBytes = 1 << 20;

    /// <summary>Largest number of tensors.</summary>
    public const int MaxTensors = 4096;

    private const int PrefixBytes = 8;
    private const int MaxRank = 8;

    private static readonly Dictionary<string, SafetensorsDtype> Dtypes = new()
    {
        ["BOOL"] = SafetensorsDtype.Bool,
        ["U8"] = SafetensorsDtype.U8,
        ["I32"] = SafetensorsDtype.I32,
        ["I64"] = SafetensorsDtype.I64,
        ["F16"] = SafetensorsDtype.F16,
        ["BF16"] = SafetensorsDtype.BF16,
        ["F32"] = SafetensorsDtype.F32,
        ["F64"] = SafetensorsDtype.F64,
    };

    private SafetensorsFile(Dictionary<string, SafetensorsTensor> tensors, Dictionary<string, string> metadata) =>
        (Tensors, Metadata) = (tensors, metadata);

    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors { get; }

    /// <summary>Texts under <c>__metadata__</c>; what is no text there is left out.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Parses a file that is in memory. The tensors keep referring to <paramref name="content"/>.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="errors">Receives everything that is wrong.</param>
    public static SafetensorsFile? Parse(ReadOnlyMemory<byte> content, string file, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        if (content.Length < PrefixBytes)
        {
            errors.Add(Error(file, "$", "a file of at least 8 bytes", $"{content.Length} bytes"));
            return null;
        }

        var headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(content.Span);
        var limit = (ulong)Math.Min(MaxHeaderBytes, content.Length - PrefixBytes);
        if (headerBytes < 2 || headerBytes > limit)
        {
            errors.Add(Error(file, "header length", $"2 to {limit} bytes", $"{headerBytes}"));
            return null;
        }

        if (JsonFile.Parse(content.Slice(PrefixBytes, (int)headerBytes), file, "$", errors) is not { } header)
            return null;

        var data = content[(PrefixBytes + (int)headerBytes)..];
        var ranges = new List<(long Begin, long End, string Name)>();
        var tensors = new Dictionary<string, SafetensorsTensor>();
        var metadata = new Dictionary<string, string>();
        foreach (var (name, entry) in header.Properties())
        {
            if (name == "__metadata__")
            {
                foreach (var (key, text) in entry.Properties())
                    if (text.Element.ValueKind == JsonValueKind.String)
                        metadata[key] = text.Element.GetString()!;
                continue;
            }

            if (tensors.Count == MaxTensors)
            {
                errors.Add(Error(file, "$", $"at most {MaxTensors} tensors", "more"));
                return null;
            }

            if (ReadTensor(entry, data, out var begin, out var end) is not { } tensor)
                continue;

            tensors.Add(name, tensor);
            ranges.Add((begin, end, name));
        }

        if (errors.Count == before)
            CheckCoverage(ranges, data.Length, file, errors);
        return errors.Count == before ? new SafetensorsFile(tensors, metadata) : null;
    }

    private static SafetensorsTensor? ReadTensor(JsonCursor entry, ReadOnlyMemory<byte> data, out long begin, out long end)
    {
        begin = end = 0;
        if (entry.Element.ValueKind != JsonValueKind.Object)
        {
            entry.FailHere("an object with dtype, shape and data_offsets");
            return null;
        }

        var dtypeName = entry.OneOf("dtype", Dtypes.Keys, required: true);
        var shape = ReadNumbers(entry, "shape", 0, MaxRank);
        var offsets = ReadNumbers(entry, "data_offsets", 2, 2);
        if (dtypeName is null || shape is null || offsets is null)
            return null;

        (begin, end) = (offsets[0], offsets[1]);
        if (begin > end || end > data.Length)
        {
            entry.FailAt("data_offsets", $"begin ≤ end ≤ {data.Length}", $"[{begin}, {end}]");
            return null;
        }

        // Multiply with a check after every step: a product that wraps around would pass for a small tensor.
        var dtype = Dtypes[dtypeName];
        long count = 1;
        foreach (var dimension in shape)
        {
            if (dimension != 0 && count > int.MaxValue / dimension)
            {
                entry.FailAt("shape", $"at most {int.MaxValue} elements", ErrorText.Shape(shape));
                return null;
            }

            count *= dimension;
        }

        var bytes = count * SafetensorsTensor.SizeOf(dtype);
        if (end - begin != bytes)
        {
            entry.FailAt("data_offsets", $"{bytes} bytes for {dtypeName} {ErrorText.Shape(shape)}", $"{end - begin} bytes");
            return null;
        }

        return new SafetensorsTensor(dtype, shape, data.Slice((int)begin, (int)bytes));
    }

    private static long[]? ReadNumbers(JsonCursor entry, string name, int minCount, int maxCount)
    {
        if (entry.Child(name) is not { } child)
        {
            entry.FailAt(name, "a list of numbers", "nothing");
            return null;
        }

        if (child.Element.ValueKind != JsonValueKind.Array
            || child.Element.GetArrayLength() < minCount
            || child.Element.GetArrayLength() > maxCount)
        {
            child.FailHere($"a list of {minCount} to {maxCount} numbers");
            return null;
        }

        var values = new long[child.Element.GetArrayLength()];
        for (var i = 0; i < values.Length; i++)
        {
            var item = child.Element[i];
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out values[i]) || values[i] < 0)
            {
                child.Fail("whole numbers that are not negative", ErrorText.Clean(item.GetRawText()));
                return null;
            }
        }

        return values;
    }

    private static void CheckCoverage(
        List<(long Begin, long End, string Name)> ranges, long dataLength, string file, ICollection<PackageError> errors)
    {
        ranges.Sort();
        long expected = 0;
        foreach (var (begin, end, name) in ranges)
        {
            if (begin != expected)
            {
                var field = $"{ErrorText.Clean(name)}.data_offsets";
                errors.Add(Error(file, field, $"to begin at byte {expected}", $"{begin}, which {(begin < expected ? "overlaps" : "leaves a gap")}"));
                return;
            }

            expected = end;
        }

        if (expected != dataLength)
            errors.Add(Error(file, "$", $"{expected} bytes of data", $"{dataLength}"));
    }

    private static PackageError Error(string file, string field, string expected, string actual) =>
        new() { File = file, Field = field, Expected = expected, Actual = actual };
}
