using System.Globalization;
using System.Runtime.InteropServices;

namespace RobotPolicy.Inference.Graphs.Cache;

/// <summary>
/// Weights that ONNX Runtime maps from a file, made the process's own: pages of the page cache lie scattered, which made inferences a tenth
/// slower, and a file that is cut short under a mapping ends the process.
/// </summary>
internal static class MappedWeights
{
    // asm-generic/mman-common.h; since Linux 5.14. Older kernels refuse it, and the pages stay those of the page cache.
    private const int MadvPopulateWrite = 23;
    private const string MapsFile = "/proc/self/maps";

    /// <summary>Copies what is mapped privately and writable from a file, mapping by mapping. Contents stay the same.</summary>
    /// <param name="ending">End of the file's path that no other file has; what is above it may be reached by links.</param>
    /// <returns>Bytes that are the process's own now.</returns>
    public static long Own(string ending)
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        long owned = 0;
        foreach (var line in File.ReadAllLines(MapsFile))
            if (TryParse(line, ending, out var start, out var length) && Advise(start, length, MadvPopulateWrite) == 0)
                owned += (long)length;
        return owned;
    }

    /// <summary>Reads a line of proc_pid_maps(5): <c>start-end rw-p offset device inode path</c>.</summary>
    internal static bool TryParse(string line, string ending, out nint start, out nuint length)
    {
        (start, length) = (0, 0);
        if (!line.EndsWith(ending, StringComparison.Ordinal) || line.Split(' ', 3) is not [var range, "rw-p", _] || range.Split('-') is not [var from, var to])
            return false;
        if (!nint.TryParse(from, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out start)
            || !nint.TryParse(to, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var end) || end <= start)
            return false;
        length = (nuint)(end - start);
        return true;
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int Advise(nint start, nuint length, int advice);
}
