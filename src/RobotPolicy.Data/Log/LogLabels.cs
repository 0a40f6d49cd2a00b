using System.Text.Json;

namespace RobotPolicy.Data.Log;

/// <summary>
/// Outcomes of tasks that were said after the recording was made. The recording stays as it is: each label is one JSON line at the end of
/// <c>labels.jsonl</c> in the bag's folder, or of <c>NAME.labels.jsonl</c> beside a bare file NAME, and of each task the last one counts.
/// Lines that are no label are passed over and counted.
/// </summary>
public sealed class LogLabels
{
    /// <summary>Outcomes that a label can have.</summary>
    public static IReadOnlyList<string> Outcomes { get; } = ["success", "failure", "unsure"];

    private const string Name = "labels.jsonl";
    private const long MaxBytes = 16 << 20;

    private readonly Dictionary<string, LogLabel> _newest = new(StringComparer.Ordinal);

    private LogLabels()
    {
    }

    /// <summary>The newest label of each task.</summary>
    public IReadOnlyDictionary<string, LogLabel> Newest => _newest;

    /// <summary>Lines that are no label.</summary>
    public int MalformedCount { get; private set; }

    /// <summary>The file that holds the labels of a recording.</summary>
    /// <param name="recording">A bag's folder, or a bare file.</param>
    public static string PathOf(string recording)
    {
        ArgumentException.ThrowIfNullOrEmpty(recording);
        return Directory.Exists(recording) ? Path.Combine(recording, Name) : $"{recording}.{Name}";
    }

    /// <summary>Reads the labels of a recording; none where there is no file.</summary>
    /// <param name="recording">A bag's folder, or a bare file.</param>
    /// <exception cref="IOException">The file cannot be read, or is larger than 16 MiB.</exception>
    public static LogLabels Read(string recording)
    {
        var labels = new LogLabels();
        var path = PathOf(recording);
        if (!File.Exists(path))
            return labels;
        if (new FileInfo(path).Length > MaxBytes)
            throw new IOException($"{path}: expected at most {MaxBytes} bytes of labels");
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length == 0)
                continue;
            if (Parse(line) is { } label)
                labels._newest[label.Task] = label;
            else
                labels.MalformedCount++;
        }

        return labels;
    }

    /// <summary>Adds a label at the end of the file.</summary>
    /// <param name="recording">A bag's folder, or a bare file.</param>
    /// <param name="label">The label.</param>
    /// <exception cref="ArgumentException">Its outcome is none of <see cref="Outcomes"/>.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Append(string recording, LogLabel label)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (!Outcomes.Contains(label.Outcome))
            throw new ArgumentException($"'{label.Outcome}' is no outcome", nameof(label));
        var line = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["task"] = label.Task,
            ["outcome"] = label.Outcome,
            ["comment"] = label.Comment,
            ["at"] = label.At.ToUniversalTime().ToString("O"),
        });
        using var file = new FileStream(PathOf(recording), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);

        // A line that a crash cut off stays a line of its own.
        var needsBreak = false;
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            needsBreak = file.ReadByte() != '\n';
        }

        file.Seek(0, SeekOrigin.End);
        file.Write([.. needsBreak ? "\n"u8 : default, .. line, (byte)'\n']);
    }

    /// <summary>What was said about a task; <see langword="null"/> where nothing was.</summary>
    /// <param name="taskId">Id of the task.</param>
    public string? OutcomeOf(string taskId) => _newest.TryGetValue(taskId, out var label) ? label.Outcome : null;

    private static LogLabel? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 4 });
            var root = document.RootElement;
            var (task, outcome) = (Text(root, "task"), Text(root, "outcome"));
            if (task.Length == 0 || !Outcomes.Contains(outcome))
                return null;
            var isDated = DateTimeOffset.TryParse(
                Text(root, "at"), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at);
            return new LogLabel(task, outcome, Text(root, "comment"), isDated ? at : DateTimeOffset.UnixEpoch);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
