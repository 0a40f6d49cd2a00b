using System.Text;

namespace RobotPolicy.Server.Telemetry;

/// <summary>Reads what the kernel tells in a small file, without a stream and its buffers: figures that are asked for again and again.</summary>
internal static class ProcFile
{
    /// <summary>Longest text that is read.</summary>
    public const int MaxBytes = 128;

    /// <summary>Reads the beginning of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="buffer">Room for <see cref="MaxBytes"/> bytes.</param>
    /// <returns>What stands there, without the end of the line; empty where it cannot be read.</returns>
    public static ReadOnlySpan<byte> Read(string path, Span<byte> buffer)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return buffer[..RandomAccess.Read(file, buffer[..MaxBytes], 0)].TrimEnd("\n"u8);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Reads one of the numbers that stand in a file with spaces between them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="index">Which, from 0.</param>
    /// <returns>The number; <see langword="null"/> where there is none.</returns>
    public static long? ReadNumber(string path, int index)
    {
        Span<byte> buffer = stackalloc byte[MaxBytes];
        var text = Read(path, buffer);
        foreach (var field in text.Split((byte)' '))
        {
            if (index-- == 0)
                return System.Buffers.Text.Utf8Parser.TryParse(text[field], out long number, out _) ? number : null;
        }

        return null;
    }

    /// <summary>Whether a file holds this one line.</summary>
    public static bool Holds(string path, string line)
    {
        Span<byte> buffer = stackalloc byte[MaxBytes];
        Span<byte> wanted = stackalloc byte[MaxBytes];
        return Encoding.UTF8.TryGetBytes(line, wanted, out var length) && Read(path, buffer).SequenceEqual(wanted[..length]);
    }
}
