using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RobotPolicy.Inference.Graphs.Cache;

/// <summary>CRC-32C (RFC 3720, appendix B.4) of a file: finds what a disk or a crash has damaged, at the speed of memory.</summary>
internal static class Checksum
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Reads a file and computes its checksum.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static uint OfFile(string path)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var buffer = new byte[PieceBytes];
        var crc = uint.MaxValue;
        for (long position = 0; RandomAccess.Read(file, buffer, position) is > 0 and var read; position += read)
            crc = Append(crc, buffer.AsSpan(0, read));
        return ~crc;
    }

    /// <summary>Goes on with a checksum. Compiled at once: it is used when the service starts, hundreds of megabytes at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            crc = BitOperations.Crc32C(crc, word);
        foreach (var last in bytes[(bytes.Length & ~7)..])
            crc = BitOperations.Crc32C(crc, last);
        return crc;
    }
}
