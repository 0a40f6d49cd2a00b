using System.Globalization;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// Finds out whether the kernel grants sockets that hold a camera image. With a smaller buffer, best-effort images are lost and
/// reliable ones are late, and the library counts neither.
/// </summary>
public static class SocketBufferCheck
{
    /// <summary>Bytes of the kernel limit that the warning asks for.</summary>
    public const int RecommendedBytes = 8_388_608;

    /// <summary>Bytes of a serialised 640 × 480 rgb8 image with its header: the least that the limit must hold.</summary>
    public const int ImageBytes = (640 * 480 * 3) + 1024;

    /// <summary>File with the kernel's limit on receive buffers, in bytes.</summary>
    public const string LimitPath = "/proc/sys/net/core/rmem_max";

    /// <summary>The warning for this machine, or <see langword="null"/> when the limit suffices or cannot be read.</summary>
    /// <param name="path">File with the limit.</param>
    public static string? FindWarning(string path = LimitPath)
    {
        try
        {
            return GetWarning(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The warning for a limit, or <see langword="null"/> when it suffices or is no number.</summary>
    /// <param name="limitText">Content of <see cref="LimitPath"/>.</param>
    public static string? GetWarning(string limitText) =>
        long.TryParse(limitText.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit < ImageBytes
            ? $"net.core.rmem_max is {limit} bytes, and a 640x480 image needs {ImageBytes}: expect lost or late images. "
              + $"Raise it with 'sysctl -w net.core.rmem_max={RecommendedBytes}'."
            : null;
}
