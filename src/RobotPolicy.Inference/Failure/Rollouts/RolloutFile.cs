using System.Globalization;
using System.Runtime.InteropServices;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Safetensors;

namespace RobotPolicy.Inference.Failure.Rollouts;

/// <summary>
/// One episode as one safetensors file: <c>embedding</c> F32 [N, d], <c>samples</c> F32 [N, B, steps, A], <c>actions</c> F64 [N, H, J],
/// <c>executed</c> F32 [N, E], <c>start_ns</c>, <c>model_ns</c>, <c>epoch</c> I64 [N] and <c>is_task_start</c> BOOL [N]; texts about the episode under
/// <c>__metadata__</c>. Any thread.
/// </summary>
public static class RolloutFile
{
    /// <summary>How the names of the files end.</summary>
    public const string Extension = ".rollout.safetensors";

    /// <summary>Largest file that is read or written, in bytes.</summary>
    public const long MaxBytes = 1L << 30;

    /// <summary>Most policy calls of a file.</summary>
    public const int MaxCalls = 65_536;

    private const string Format = "robotpolicy.rollout";
    private const string Version = "1";

    private static readonly Dictionary<string, RolloutOutcome> Outcomes = new()
    {
        ["unsure"] = RolloutOutcome.Unsure,
        ["success"] = RolloutOutcome.Success,
        ["failure"] = RolloutOutcome.Failure,
    };

    /// <summary>Writes under another name and renames, so that no half-written file ever has this one. Replaces a file that is there.</summary>
    /// <param name="rollout">What to write.</param>
    /// <param name="path">Where; by custom it ends in <see cref="Extension"/>. Its folder has to exist.</param>
    /// <exception cref="ArgumentException">The rollout does not fit together, or is larger than can be read again.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(Rollout rollout, string path)
    {
        if (rollout.Check() is { } problem)
            throw new ArgumentException($"The rollout has {problem}.", nameof(rollout));
        var bytes = SizeOf(rollout);
        if (rollout.Count > MaxCalls || bytes > MaxBytes - SafetensorsFile.MaxHeaderBytes)
            throw new ArgumentException($"The rollout has {rollout.Count} calls and {bytes} bytes, more than a file takes.", nameof(rollout));
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            using (var stream = File.Create(partial))
                Encode(rollout).WriteTo(stream);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Bytes of the calls of a rollout; its file is larger by a header of some thousand.</summary>
    public static long SizeOf(Rollout rollout)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        return (4L * (rollout.Embeddings.Length + (long)rollout.Samples.Length + rollout.Executed.Length)) + (8L * rollout.Actions.Length) + (25L * rollout.Count);
    }

    /// <summary>Reads a file that may hold anything.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="errors">Receives what is wrong with it.</param>
    /// <returns>The rollout, or <see langword="null"/> and at least one error.</returns>
    public static Rollout? Read(string path, ICollection<PackageError> errors)
    {
        var name = Path.GetFileName(path);
        try
        {
            var length = new FileInfo(path).Length;
            if (length <= MaxBytes)
                return Parse(File.ReadAllBytes(path), name, errors);
            errors.Add(Error(name, "$", $"at most {MaxBytes} bytes", $"{length}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(Error(name, "$", "a readable file", ErrorText.Clean(e.Message)));
        }

        return null;
    }

    /// <summary>Says in a file that is there how its episode came out; nothing else in it changes.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="outcome">How it came out.</param>
    /// <param name="errors">Receives why it is not a rollout.</param>
    /// <returns>Whether the file says so now.</returns>
    /// <exception cref="IOException">The file cannot be written; it is as it was.</exception>
    public static bool Label(string path, RolloutOutcome outcome, ICollection<PackageError> errors)
    {
        if (Read(path, errors) is not { } rollout)
            return false;
        if (rollout.Info.Outcome != outcome)
            Write(rollout.With(rollout.Info with { Outcome = outcome }), path);
        return true;
    }

    /// <summary>The spelling of an outcome, in files and for people.</summary>
    public static string TextOf(RolloutOutcome outcome) => Outcomes.First(known => known.Value == outcome).Key;

    /// <summary>Reads the spelling of an outcome.</summary>
    public static bool TryParseOutcome(string text, out RolloutOutcome outcome) => Outcomes.TryGetValue(text, out outcome);

    internal static Rollout? Parse(ReadOnlyMemory<byte> content, string name, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        if (SafetensorsFile.Parse(content, name, errors) is not { } file)
            return null;
        var fields = new RolloutFields(file, name, errors);
        if (fields.Text("format") is var format && format != Format)
            fields.Fail("format", Format, format ?? "nothing");
        if (fields.Text("version") is var version && version != Version)
            fields.Fail("version", Version, version ?? "nothing");
        if (fields.Text("outcome") is not { } outcome || !Outcomes.ContainsKey(outcome))
            fields.Fail("outcome", $"one of {string.Join(", ", Outcomes.Keys)}", ErrorText.Quote(fields.Text("outcome") ?? string.Empty));
        var embedding = fields.Tensor("embedding", SafetensorsDtype.F32, 2);
        var samples = fields.Tensor("samples", SafetensorsDtype.F32, 4);
        var actions = fields.Tensor("actions", SafetensorsDtype.F64, 3);
        var executed = fields.Tensor("executed", SafetensorsDtype.F32, 2);
        var start = fields.Tensor("start_ns", SafetensorsDtype.I64, 1);
        var model = fields.Tensor("model_ns", SafetensorsDtype.I64, 1);
        var epoch = fields.Tensor("epoch", SafetensorsDtype.I64, 1);
        var taskStart = fields.Tensor("is_task_start", SafetensorsDtype.Bool, 1);
        var interval = fields.Whole("interval_ns", 1, long.MaxValue);
        var past = fields.Whole("past_steps", 0, int.MaxValue);
        var dropped = fields.Whole("dropped", 0, long.MaxValue);
        var interrupted = fields.Text("interrupted");
        if (interrupted is not (null or "true" or "false"))
            fields.Fail("interrupted", "true or false", ErrorText.Quote(interrupted));
        var seed = fields.Text("seed") is null ? (long?)null : fields.Whole("seed", long.MinValue, long.MaxValue);
        var packageName = fields.Required("package");
        var hash = fields.Required("package_hash");
        if (errors.Count > before)
            return null;
        if (start!.Count is < 1 or > MaxCalls)
        {
            fields.Fail("start_ns", $"1 to {MaxCalls} calls", $"{start.Count}");
            return null;
        }

        var rollout = new Rollout
        {
            Info = new RolloutInfo
            {
                Outcome = Outcomes[fields.Text("outcome")!],
                IsInterrupted = interrupted == "true",
                Package = packageName,
                PackageHash = hash,
                Seed = seed,
                Perturbation = fields.Text("perturbation"),
                Remark = fields.Text("remark"),
            },
            Count = start.Count,
            EmbeddingSize = (int)embedding!.Shape[1],
            SampleCount = (int)samples!.Shape[1],
            SampleSteps = (int)samples.Shape[2],
            ActionSize = (int)samples.Shape[3],
            PastSteps = (int)past,
            Horizon = (int)actions!.Shape[1],
            JointCount = (int)actions.Shape[2],
            IntervalNs = interval,
            Dropped = dropped,
            Embeddings = MemoryMarshal.Cast<byte, float>(embedding.Data.Span).ToArray(),
            Samples = MemoryMarshal.Cast<byte, float>(samples.Data.Span).ToArray(),
            Actions = MemoryMarshal.Cast<byte, double>(actions.Data.Span).ToArray(),
            Executed = MemoryMarshal.Cast<byte, float>(executed!.Data.Span).ToArray(),
            StartNs = MemoryMarshal.Cast<byte, long>(start.Data.Span).ToArray(),
            ModelNs = MemoryMarshal.Cast<byte, long>(model!.Data.Span).ToArray(),
            Epochs = MemoryMarshal.Cast<byte, long>(epoch!.Data.Span).ToArray(),
            IsTaskStart = Array.ConvertAll(taskStart!.Data.ToArray(), b => b != 0),
        };
        if (rollout.Check() is not { } problem)
            return rollout;
        fields.Fail("$", "tensors of the same calls", problem);
        return null;
    }

    private static SafetensorsWriter Encode(Rollout rollout)
    {
        long n = rollout.Count;
        var texts = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["version"] = Version,
            ["outcome"] = TextOf(rollout.Info.Outcome),
            ["package"] = rollout.Info.Package,
            ["package_hash"] = rollout.Info.PackageHash,
            ["interval_ns"] = rollout.IntervalNs.ToString(CultureInfo.InvariantCulture),
            ["past_steps"] = rollout.PastSteps.ToString(CultureInfo.InvariantCulture),
            ["dropped"] = rollout.Dropped.ToString(CultureInfo.InvariantCulture),
        };
        if (rollout.Info.IsInterrupted)
            texts["interrupted"] = "true";
        if (rollout.Info.Seed is { } seed)
            texts["seed"] = seed.ToString(CultureInfo.InvariantCulture);
        if (rollout.Info.Perturbation is { } perturbation)
            texts["perturbation"] = perturbation;
        if (rollout.Info.Remark is { } remark)
            texts["remark"] = remark;
        if (texts.FirstOrDefault(t => t.Value.Length is 0 or > RolloutInfo.MaxText) is { Key: { } key })
            throw new ArgumentException($"The rollout's {key} is empty or longer than {RolloutInfo.MaxText} characters.", nameof(rollout));
        return new SafetensorsWriter()
            .Metadata(texts)
            .Add("embedding", rollout.Embeddings, n, rollout.EmbeddingSize)
            .Add("samples", rollout.Samples, n, rollout.SampleCount, rollout.SampleSteps, rollout.ActionSize)
            .Add("actions", rollout.Actions, n, rollout.Horizon, rollout.JointCount)
            .Add("executed", rollout.Executed, n, rollout.ExecutedSize)
            .Add("start_ns", rollout.StartNs, n)
            .Add("model_ns", rollout.ModelNs, n)
            .Add("epoch", rollout.Epochs, n)
            .Add("is_task_start", rollout.IsTaskStart, n);
    }

    private static PackageError Error(string file, string field, string expected, string actual) =>
        new() { File = file, Field = field, Expected = expected, Actual = actual };
}
