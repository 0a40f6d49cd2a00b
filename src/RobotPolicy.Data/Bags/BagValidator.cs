using System.Globalization;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Data.Bags;

/// <summary>
/// Checks a whole bag: every MCAP file as <see cref="McapValidator"/> does, every message read once in order of time, and what
/// <c>metadata.yaml</c> says against what is there.
/// </summary>
public static class BagValidator
{
    /// <summary>Reads the bag whole; damage is a problem, not an exception.</summary>
    /// <param name="path">A folder or a file.</param>
    /// <param name="limit">Most problems that are told.</param>
    /// <param name="progress">Told how far it is, 0…1: the files, then the messages in their order.</param>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public static IReadOnlyList<BagProblem> Check(string path, int limit = 1000, Action<double>? progress = null)
    {
        var problems = new List<BagProblem>();
        try
        {
            using var bag = BagReader.Open(path, new BagReadOptions { IgnoreMetadata = true });
            CheckFiles(bag, problems, share => progress?.Invoke(share / 2));
            if (Directory.Exists(path))
                CheckMetadata(path, bag, problems);
            ReadAll(bag, share => progress?.Invoke((1 + share) / 2));
        }
        catch (BagException exception)
        {
            problems.Add(new BagProblem(Path.GetFileName(exception.File), exception.Message, IsError: true));
        }

        return problems.Count > limit ? problems[..limit] : problems;
    }

    private static void CheckFiles(BagReader bag, List<BagProblem> problems, Action<double> progress)
    {
        problems.AddRange(bag.Warnings.Select(warning => new BagProblem(Path.GetFileName(bag.Path), warning, IsError: true)));
        if (bag.Storage != "mcap")
            return;
        var files = bag.Files;
        for (var i = 0; i < files.Count; i++)
        {
            var (file, before) = (files[i], i);
            using var stream = File.OpenRead(file);
            problems.AddRange(McapValidator.Check(stream, progress: share => progress((before + share) / files.Count)).Select(problem =>
                new BagProblem(Path.GetFileName(file), $"{problem.Record} at {problem.Position}: {problem.Text}", problem.IsError)));
        }
    }

    private static void CheckMetadata(string folder, BagReader bag, List<BagProblem> problems)
    {
        var path = Path.Combine(folder, BagMetadata.FileName);
        if (!File.Exists(path))
        {
            Add("it is missing; `robotctl mcap reindex` writes it");
            return;
        }

        BagMetadata said;
        try
        {
            said = BagMetadata.Parse(File.ReadAllText(path), BagMetadata.FileName);
        }
        catch (BagException exception)
        {
            Add(exception.Message);
            return;
        }

        var found = bag.Describe();
        Equal("storage_identifier", said.StorageIdentifier, found.StorageIdentifier);
        Equal("message_count", said.MessageCount, found.MessageCount);
        if (found.MessageCount > 0)
        {
            Equal("starting_time", said.StartingTime, found.StartingTime);
            Equal("duration", said.Duration, found.Duration);
        }

        Equal("relative_file_paths", string.Join(", ", said.RelativeFilePaths), string.Join(", ", found.RelativeFilePaths));
        foreach (var topic in found.Topics)
        {
            if (said.Topics.FirstOrDefault(each => each.Name == topic.Name) is not { } same)
                Add($"topics_with_message_count lacks {topic.Name}");
            else
                Equal($"message_count of {topic.Name}", same.MessageCount, topic.MessageCount);
        }

        foreach (var topic in said.Topics.Where(topic => topic.MessageCount > 0 && found.Topics.All(each => each.Name != topic.Name)))
            Equal($"message_count of {topic.Name}", topic.MessageCount, 0UL);

        void Equal<T>(string field, T said, T actual)
        {
            if (!EqualityComparer<T>.Default.Equals(said, actual))
                Add(string.Create(CultureInfo.InvariantCulture, $"{field} says {said}, but the files have {actual}"));
        }

        void Add(string text) => problems.Add(new BagProblem(BagMetadata.FileName, text, IsError: true));
    }

    private static void ReadAll(BagReader bag, Action<double> progress)
    {
        var (messages, all) = (bag.ReadMessages(), (double)bag.MessageCount);
        for (var count = 1L; messages.Read(out _); count++)
            progress(count / all);
    }
}
