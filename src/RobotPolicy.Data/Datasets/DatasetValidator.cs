using RobotPolicy.Data.Datasets.Checking;

namespace RobotPolicy.Data.Datasets;

/// <summary>Looks through a whole dataset: every number, every picture's time, and statistics computed anew.</summary>
public static class DatasetValidator
{
    /// <summary>Checks a dataset. Of problems that repeat from frame to frame it tells the first of each episode.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="progress">Told the share that is done, 0…1; null for nobody.</param>
    /// <param name="cancellation">Stops it between batches of frames.</param>
    /// <returns>What is wrong, each with its file; empty if nothing is.</returns>
    public static IReadOnlyList<string> Check(string folder, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            using var reader = DatasetReader.Open(folder);
            return new DatasetCheck(reader, progress, cancellation).Run();
        }
        catch (DatasetException e)
        {
            return e.File == Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) ? e.Problems : [.. e.Problems.Select(problem => $"{e.File}: {problem}")];
        }
    }
}
