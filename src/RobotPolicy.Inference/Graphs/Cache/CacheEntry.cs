using System.Text.Json;

namespace RobotPolicy.Inference.Graphs.Cache;

/// <summary>
/// The folder of one optimised graph: the graph, its weights, and a note with their checksums, which is written last. A folder without a
/// note, or with one that does not hold, counts for nothing.
/// </summary>
/// <param name="folder">Absolute path.</param>
internal sealed class CacheEntry(string folder)
{
    public const string GraphFile = "graph.onnx";
    public const string WeightsFile = "graph.data";
    private const string NoteFile = "entry.json";
    private const long MaxNoteBytes = 1 << 16;

    /// <summary>Absolute path.</summary>
    public string Folder => folder;

    /// <summary>The graph.</summary>
    public string GraphPath => Path.Combine(folder, GraphFile);

    /// <summary>Its weights; a graph that has few has none.</summary>
    public string WeightsPath => Path.Combine(folder, WeightsFile);

    /// <summary>End of the weights' path, which no other file has.</summary>
    public string WeightsEnding => $"/{Path.GetFileName(folder)}/{WeightsFile}";

    /// <summary>What its note says; <see langword="null"/> where there is none that can be read.</summary>
    public CacheNote? ReadNote()
    {
        try
        {
            var file = new FileInfo(Path.Combine(folder, NoteFile));
            return file is { Exists: true, Length: <= MaxNoteBytes } ? JsonSerializer.Deserialize<CacheNote>(File.ReadAllBytes(file.FullName)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Puts checksums of what lies in the folder into a note, and all of it onto the disk.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Seal(string source)
    {
        WriteNote(new CacheNote
        {
            Source = source,
            GraphCrc = Sync(GraphPath),
            WeightsCrc = File.Exists(WeightsPath) ? Sync(WeightsPath) : 0,
        });
    }

    /// <summary>Notes why a graph is not kept, so that it is not tried again at each start.</summary>
    public void Refuse(string source, string reason)
    {
        File.Delete(GraphPath);
        File.Delete(WeightsPath);
        WriteNote(new CacheNote { Source = source, NotKept = reason });
    }

    /// <summary>Whether the graph is what the note says.</summary>
    public bool HoldsGraph(CacheNote note) => Holds(GraphPath, note.GraphCrc);

    /// <summary>Whether the weights are what the note says; reads all of them.</summary>
    public bool HoldsWeights(CacheNote note) => note.WeightsCrc == 0 ? !File.Exists(WeightsPath) : Holds(WeightsPath, note.WeightsCrc);

    private static bool Holds(string path, uint crc)
    {
        try
        {
            return Checksum.OfFile(path) == crc;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static uint Sync(string path)
    {
        using (var file = File.OpenHandle(path, access: FileAccess.ReadWrite))
            RandomAccess.FlushToDisk(file);
        return Checksum.OfFile(path);
    }

    private void WriteNote(CacheNote note)
    {
        using var file = new FileStream(Path.Combine(folder, NoteFile), FileMode.Create, FileAccess.Write);
        JsonSerializer.Serialize(file, note);
        file.Flush(flushToDisk: true);
    }
}
