using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Inference.Graphs.Cache;

/// <summary>
/// Graphs as ONNX Runtime has optimised them for this processor, in a folder: the next start maps weights that lie as the kernels want
/// them, where it would read, rearrange and copy them. An entry is made at the first load of a graph, counts only once it has answered as the
/// graph did, bit by bit, and is checked at each start; whatever is wrong with it, the graph is loaded as without a cache. Any thread, any
/// number of processes.
/// </summary>
/// <param name="folder">The device's cache folder; only the service's own user may write there.</param>
/// <param name="freeMemory">Reads how much memory the machine has to spare; as the kernel says unless told.</param>
internal sealed class GraphCache(string folder, Func<long>? freeMemory = null)
{
    private const string Subfolder = "cpu";
    private const string Unfinished = ".new-";

    // Weights below this stay in the graph: mapping pages for them costs more than copying.
    private const string MinMappedBytes = "1024";

    // The graph, what is made of it, and both sessions that are compared, at once.
    private const int SizesAtOnce = 4;
    private const string MemoryFile = "/proc/meminfo";
    private static readonly TimeSpan UnfinishedLife = TimeSpan.FromDays(1);
    private readonly string _folder = Path.Combine(folder, Subfolder);

    /// <summary>The cache that a device uses here; <see langword="null"/> where it keeps none, or something of its own.</summary>
    public static GraphCache? Of(ExecutionDeviceOptions device) =>
        device is { Device: ExecutionDevice.Cpu, CacheFolder: { } folder } ? new GraphCache(folder) : null;

    /// <summary>Opens a session of a graph, with or without the cache's help.</summary>
    /// <param name="path">Absolute path of the ONNX file.</param>
    /// <param name="options">How to run it.</param>
    /// <exception cref="OnnxRuntimeException">The graph cannot be loaded.</exception>
    public InferenceSession Open(string path, OnnxGraphOptions options)
    {
        if (GraphKey.Of(path) is not { } key)
            return SessionSettings.Open(path, options, graphBytes: 0);
        var entry = new CacheEntry(Path.Combine(_folder, key.Text));
        if (entry.ReadNote() is { } note)
        {
            if (note.NotKept is not null)
                return SessionSettings.Open(path, options, key.Bytes);
            if (TryOpen(entry, note, options, key.Bytes) is { } session)
                return session;
            OnnxEnvironment.Warn($"The optimised graph of {path} in {_folder} is damaged: it is made again.");
        }

        return Make(path, key.Bytes, entry, options);
    }

    private static InferenceSession? TryOpen(CacheEntry entry, CacheNote note, OnnxGraphOptions options, long bytes)
    {
        if (!entry.HoldsGraph(note))
            return null;

        // Reading the weights takes about as long as opening the session, and needs no other part of the machine.
        var holds = Task.Run(() => entry.HoldsWeights(note));
        InferenceSession? session = null;
        try
        {
            session = OpenMapped(entry, options, bytes);
        }
        catch (Exception exception) when (OnnxErrors.IsExpected(exception))
        {
            // A graph that cannot be opened is damaged, too.
        }

        if (holds.GetAwaiter().GetResult())
            return session;
        session?.Dispose();
        return null;
    }

    private static InferenceSession OpenMapped(CacheEntry entry, OnnxGraphOptions options, long bytes)
    {
        using var settings = SessionSettings.Create(options, bytes);
        settings.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
        var session = new InferenceSession(entry.GraphPath, settings);
        MappedWeights.Own(entry.WeightsEnding);
        return session;
    }

    private InferenceSession Make(string path, long bytes, CacheEntry entry, OnnxGraphOptions options)
    {
        var fresh = new CacheEntry(Path.Combine(_folder, $"{Unfinished}{Guid.NewGuid():N}"));
        InferenceSession? original = null, kept = null;
        try
        {
            PrivateFolder.Create(folder);
            PrivateFolder.Create(fresh.Folder);
            ThrowIfShort(bytes * SizesAtOnce);
            original = OpenAndSave(path, fresh, options, bytes);
            kept = OpenMapped(fresh, options, bytes);
            if (SessionTwins.Compare(original, kept) is { } difference)
            {
                OnnxEnvironment.Warn($"The optimised graph of {path} is not kept: {difference}.");
                fresh.Refuse(path, difference);
                kept.Dispose();
                kept = null;
            }
            else
            {
                fresh.Seal(path);
            }

            Publish(fresh, entry, path);
        }
        catch (Exception exception) when (OnnxErrors.IsExpected(exception) || exception is IOException or UnauthorizedAccessException)
        {
            // A graph that is at fault says so where it is opened without the cache.
            if (original is not null || !OnnxErrors.IsExpected(exception))
                OnnxEnvironment.Warn($"The optimised graph of {path} is not kept: {OnnxErrors.Reason(exception.Message)}");
            Delete(fresh.Folder);
        }

        if (kept is not null)
            original?.Dispose();
        return kept ?? original ?? SessionSettings.Open(path, options, bytes);
    }

    private static InferenceSession OpenAndSave(string path, CacheEntry fresh, OnnxGraphOptions options, long bytes)
    {
        using var settings = SessionSettings.Create(options, bytes);

        // It warns of each saved graph that it holds for this kind of machine only, which the key takes care of.
        settings.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        settings.OptimizedModelFilePath = fresh.GraphPath;
        settings.AddSessionConfigEntry("session.optimized_model_external_initializers_file_name", CacheEntry.WeightsFile);
        settings.AddSessionConfigEntry("session.optimized_model_external_initializers_min_size_in_bytes", MinMappedBytes);
        settings.AddSessionConfigEntry("session.save_external_prepacked_constant_initializers", "1");
        return new InferenceSession(path, settings);
    }

    /// <summary>
    /// Puts a whole entry in its place, unless another process was faster, and removes what it makes useless, and what was made of graphs
    /// that are gone: an entry is larger than its package, and nobody else would delete it.
    /// </summary>
    private void Publish(CacheEntry fresh, CacheEntry entry, string source)
    {
        var now = Directory.GetLastWriteTimeUtc(fresh.Folder);
        foreach (var other in Directory.EnumerateDirectories(_folder))
        {
            var isLeftOver = Path.GetFileName(other).StartsWith(Unfinished, StringComparison.Ordinal)
                ? Directory.GetLastWriteTimeUtc(other) < now - UnfinishedLife
                : new CacheEntry(other).ReadNote() is not { } note || note.Source == source || !File.Exists(note.Source);
            if (isLeftOver)
                Delete(other);
        }

        Delete(entry.Folder);
        Directory.Move(fresh.Folder, entry.Folder);
    }

    /// <summary>A policy that runs meanwhile, and a recording, need what there is more.</summary>
    private void ThrowIfShort(long needed)
    {
        var megabytes = needed >> 20;
        if ((freeMemory ?? ReadFreeMemory)() < needed)
            throw new IOException($"that takes {megabytes} MiB of free memory for a moment");
        if (new DriveInfo(_folder).AvailableFreeSpace < needed)
            throw new IOException($"that is done with {megabytes} MiB of free space on its disk only");
    }

    private static long ReadFreeMemory()
    {
        const string available = "MemAvailable:";
        var line = File.Exists(MemoryFile) ? File.ReadLines(MemoryFile).FirstOrDefault(line => line.StartsWith(available, StringComparison.Ordinal)) : null;
        return line is null ? long.MaxValue : long.Parse(line[available.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) << 10;
    }

    private static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be deleted is no obstacle to loading.
        }
    }
}
