using RobotPolicy.Data.Mcap.Validation;

namespace RobotPolicy.Data.Mcap;

/// <summary>Checks a whole file: form, checksums, and every index and count against what stands in the file.</summary>
public static class McapValidator
{
    /// <summary>Everything that is wrong or missing, at most <paramref name="limit"/>; empty for a good file.</summary>
    /// <param name="file">Read from where it stands; need not be seekable.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="limit">Most problems that are told.</param>
    /// <param name="progress">Told how much of a seekable file is read, 0…1.</param>
    public static IReadOnlyList<McapProblem> Check(
        Stream file, McapReadOptions? options = null, int limit = 1000, Action<double>? progress = null)
    {
        var check = new FileCheck(limit);
        var length = file.CanSeek ? Math.Max(1.0, file.Length) : 0;
        try
        {
            using var reader = new McapStreamReader(file, (options ?? McapReadOptions.Default) with { ReportChunks = true }, leaveOpen: true);
            while (reader.Read(out var record))
            {
                check.Take(record);
                if (length > 0)
                    progress?.Invoke(file.Position / length);
            }

            check.Finish(reader.Catalog);
        }
        catch (McapException exception)
        {
            check.Add(exception.Position, exception.Record, exception.Message, isError: true);
        }

        return check.Problems;
    }
}
