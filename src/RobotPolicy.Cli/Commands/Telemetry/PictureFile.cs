using System.Globalization;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Telemetry;

/// <summary>
/// Where pictures go: a file that each new one replaces whole, a numbered series ("frame-%04d.jpg"), or standard output ("-").
/// </summary>
internal sealed class PictureFile(string name, Terminal terminal)
{
    private readonly Stream? _stream = name == "-" ? terminal.OutBytes() : null;
    private int _number;

    /// <summary>Whether standard output is taken by pictures.</summary>
    public bool IsStandardOutput => _stream is not null;

    /// <summary>Writes one; returns the name of its file.</summary>
    public async Task<string> WriteAsync(ReadOnlyMemory<byte> jpeg, CancellationToken stop)
    {
        if (_stream is not null)
        {
            await _stream.WriteAsync(jpeg, stop).ConfigureAwait(false);
            await _stream.FlushAsync(stop).ConfigureAwait(false);
            return "-";
        }

        var file = Numbered(name, _number++);
        // A viewer that reads meanwhile sees the old picture or the new one, never half of one.
        var partial = file + ".part";
        await File.WriteAllBytesAsync(partial, jpeg, stop).ConfigureAwait(false);
        File.Move(partial, file, overwrite: true);
        return file;
    }

    /// <summary>The name with its "%d" or "%04d" replaced by a number; without one the name itself.</summary>
    internal static string Numbered(string name, int number)
    {
        var percent = name.IndexOf('%', StringComparison.Ordinal);
        if (percent < 0)
            return name;
        var end = name.IndexOf('d', percent);
        var width = 0;
        if (end < 0 || (end > percent + 1 && !int.TryParse(name.AsSpan(percent + 1, end - percent - 1), NumberStyles.None, CultureInfo.InvariantCulture, out width)))
            return name;
        return name[..percent] + number.ToString("D" + Math.Clamp(width, 1, 9), CultureInfo.InvariantCulture) + name[(end + 1)..];
    }
}
