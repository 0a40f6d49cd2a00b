using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace RobotPolicy.Inference.Graphs.Cache;

/// <summary>
/// SHA-256 over all that an optimised graph follows from: the graph and its external data byte by byte, the core of ONNX Runtime, and the
/// kind of processor, since weights are laid out for its instructions. Neither names nor times of files: a copy finds what the original left.
/// </summary>
/// <param name="Text">64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Size of the graph with its external data.</param>
internal sealed record GraphKey(string Text, long Bytes)
{
    private const string Header = "robotpolicy optimised graph 1";
    private const string ProcessorFile = "/proc/cpuinfo";

    private const int PieceBytes = 1 << 20;

    private static readonly IReadOnlySet<string> NoLocations = new HashSet<string>();
    private static readonly Lazy<string> Machine = new(() => DescribeMachine(ProcessorFile));

    /// <summary>How the path of external data begins in a graph: <c>StringStringEntryProto.key</c>, a text of eight letters.</summary>
    private static ReadOnlySpan<byte> LocationKey => "\n\u0008location"u8;

    /// <summary>The key of a graph's file; reads all of it.</summary>
    /// <param name="path">Absolute path of the ONNX file.</param>
    /// <returns>The key; <see langword="null"/> where a file cannot be read, which opening it tells.</returns>
    public static GraphKey? Of(string path)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes($"{Header}\n{Machine.Value}\n"));
            hash.AppendData(Digest(path, out var mayHaveExternalData));
            var bytes = new FileInfo(path).Length;
            foreach (var location in mayHaveExternalData ? ExternalData.Locations(File.ReadAllBytes(path)) : NoLocations)
            {
                var data = Path.Combine(Path.GetDirectoryName(path)!, location);
                bytes += new FileInfo(data).Length;
                hash.AppendData(Encoding.UTF8.GetBytes($"\n{location}\0"));
                hash.AppendData(Digest(data, out _));
            }

            return new GraphKey(Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The core, and model and instructions of the first processor; the others of a machine are taken to be like it.</summary>
    internal static string DescribeMachine(string processorFile)
    {
        var text = new StringBuilder(OrtEnv.Instance().GetVersionString());
        if (File.Exists(processorFile))
            foreach (var line in File.ReadLines(processorFile).TakeWhile(line => line.Length > 0))
                if (line.StartsWith("model name", StringComparison.Ordinal) || line.StartsWith("flags", StringComparison.Ordinal)
                    || line.StartsWith("Features", StringComparison.Ordinal) || line.StartsWith("CPU part", StringComparison.Ordinal))
                    text.Append('\n').Append(line);
        return text.ToString();
    }

    /// <summary>
    /// Reads a file piece by piece: memory for all of a graph with its weights would be new memory, which takes longer than the hash. Only a
    /// graph that contains the word for it can have external data, and is worth walking through.
    /// </summary>
    private static byte[] Digest(string path, out bool mayHaveExternalData)
    {
        mayHaveExternalData = false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var buffer = new byte[PieceBytes + LocationKey.Length];
        var kept = 0;
        for (long position = 0; RandomAccess.Read(file, buffer.AsSpan(kept, PieceBytes), position) is > 0 and var read; position += read)
        {
            hash.AppendData(buffer, kept, read);
            var seen = buffer.AsSpan(0, kept + read);
            mayHaveExternalData |= seen.IndexOf(LocationKey) >= 0;

            // The word may lie across two pieces.
            kept = Math.Min(LocationKey.Length - 1, seen.Length);
            seen[^kept..].CopyTo(buffer);
        }

        return hash.GetHashAndReset();
    }
}
