namespace RobotPolicy.Data.Datasets.Writing;

/// <summary>
/// Where a dataset grows until it is whole: a folder beside it, named so that nobody takes it for a dataset, and locked while a writer has
/// it. What a crashed writer left there is cleared away by the next one.
/// </summary>
internal sealed class DatasetDraft : IDisposable
{
    private const string Suffix = ".partial";
    private const string LockName = "lock";

    // The order in which the files of a continued dataset appear: what others refer to comes first.
    private static readonly string[] Order = ["videos", "data", "meta/tasks.parquet", "meta/stats.json", "meta/outcomes.jsonl", "meta/episodes", "meta/info.json"];

    private readonly FileStream _lock;
    private readonly string _target;

    /// <summary>Creates the folder.</summary>
    /// <param name="target">Where the dataset is to be.</param>
    /// <exception cref="DatasetException">Another writer is at it.</exception>
    public DatasetDraft(string target)
    {
        _target = target;
        Root = target + Suffix;
        Directory.CreateDirectory(Root);
        try
        {
            _lock = new FileStream(Path.Combine(Root, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new DatasetException(target, $"another writer is at it (it holds {Root})", e);
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(Root).Where(entry => Path.GetFileName(entry) != LockName))
        {
            if (Directory.Exists(entry))
                Directory.Delete(entry, recursive: true);
            else
                File.Delete(entry);
        }

        Dataset = Directory.CreateDirectory(Path.Combine(Root, "dataset")).FullName;
        Work = Directory.CreateDirectory(Path.Combine(Root, "work")).FullName;
    }

    /// <summary>All of it.</summary>
    public string Root { get; }

    /// <summary>What becomes the dataset, or is added to it.</summary>
    public string Dataset { get; }

    /// <summary>For whatever is not kept.</summary>
    public string Work { get; }

    /// <summary>Marks a dataset to which files are being added; while it is there, its parts may not fit each other.</summary>
    public static string MarkerOf(string dataset) => Path.Combine(dataset, "meta", "append-in-progress");

    /// <summary>A path in the dataset; its folder is created.</summary>
    public string PathOf(string relative)
    {
        var path = Path.Combine(Dataset, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Makes it a new dataset, in one step.</summary>
    public void Publish()
    {
        if (Directory.Exists(_target))
            Directory.Delete(_target);
        Directory.Move(Dataset, _target);
    }

    /// <summary>Adds it to the dataset that is there, marked meanwhile.</summary>
    public void PublishInto()
    {
        File.WriteAllText(MarkerOf(_target), "");
        foreach (var part in Order)
        {
            var source = Path.Combine(Dataset, part);
            var files = Directory.Exists(source) ? Directory.GetFiles(source, "*", SearchOption.AllDirectories) : File.Exists(source) ? [source] : [];
            foreach (var file in files)
            {
                var target = Path.Combine(_target, Path.GetRelativePath(Dataset, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Move(file, target, overwrite: !Directory.Exists(source));
            }
        }

        File.Delete(MarkerOf(_target));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Delete(Root, recursive: true);
        _lock.Dispose();
    }
}
