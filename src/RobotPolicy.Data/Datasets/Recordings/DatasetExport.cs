using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Data.Datasets.Recordings;

/// <summary>
/// Makes a LeRobot dataset of recordings: every task is an episode, sampled at a fixed rate. A frame has the joints as the tick saw them,
/// the command that this tick gave, who gave it, and the newest picture of every camera that had arrived. Stretches in which nobody
/// moves the arm, such as a hold until a human comes, are left out: the arm stands, and goes on from where it stood.
/// </summary>
public sealed class DatasetExport
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long LookAheadNs = 50_000_000;

    private readonly string _folder;
    private readonly DatasetExportOptions _options;
    private readonly Func<ReadOnlyMemory<byte>, (int Width, int Height, byte[] Rgb)> _decode;
    private readonly bool _append;
    private readonly List<string> _leftOut = [];
    private int _frames;

    /// <summary>Prepares an export.</summary>
    /// <param name="folder">Where the dataset will be.</param>
    /// <param name="options">How.</param>
    /// <param name="decode">Turns a compressed picture into RGB24.</param>
    /// <param name="append">Whether a dataset that is there gets the episodes.</param>
    public DatasetExport(
        string folder,
        DatasetExportOptions options,
        Func<ReadOnlyMemory<byte>, (int Width, int Height, byte[] Rgb)> decode,
        bool append = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(decode);
        (_folder, _options, _decode, _append) = (folder, options, decode, append);
    }

    /// <summary>Episodes that were left out, with the reasons.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Exports recordings into one dataset.</summary>
    /// <param name="logs">The recordings, with how their tasks came out as somebody said later.</param>
    /// <param name="progress">Told of every episode that is done.</param>
    /// <param name="stop">Ends it; nothing is then left.</param>
    /// <param name="read">Told which recording is read, and how much of it, 0…1.</param>
    /// <returns>Episodes and frames.</returns>
    /// <exception cref="DatasetException">The recordings do not fit together, or there is no episode in them.</exception>
    public (int Episodes, long Frames) Run(
        IReadOnlyList<(string Path, Func<string, EpisodeOutcome?>? OutcomeOf)> logs,
        Action<RecordedEpisode>? progress = null,
        CancellationToken stop = default,
        Action<string, double>? read = null)
    {
        ArgumentNullException.ThrowIfNull(logs);
        DatasetWriter? writer = null;
        var frames = 0L;
        try
        {
            foreach (var (path, outcomeOf) in logs)
                frames += Export(path, outcomeOf, ref writer, progress, read, stop);
            if (writer is not { EpisodeCount: > 0 })
                throw new DatasetException(_folder, ["the recordings have no episode that could be exported", .. _leftOut]);
            writer.Complete();
            return (writer.EpisodeCount, frames);
        }
        finally
        {
            writer?.Dispose();
        }
    }

    private long Export(
        string path,
        Func<string, EpisodeOutcome?>? outcomeOf,
        ref DatasetWriter? writer,
        Action<RecordedEpisode>? progress,
        Action<string, double>? read,
        CancellationToken stop)
    {
        var episodes = new Queue<RecordedEpisode>(EpisodeIndex.Read(path, out var facts, outcomeOf).Where(IsWanted));
        if (episodes.Count == 0)
            return 0;
        var robot = facts.Profile.Robot;
        using var log = new LogStream(path, [.. robot.Cameras.Select(camera => camera.Topic)]);
        var cameras = robot.Cameras.Select(camera => new RecordedPictures(camera, _decode)).ToArray();
        var sampler = new EpisodeSampler(_options.Fps);
        var frames = 0L;
        RecordedEpisode? episode = null;
        long? beganNs = null;
        while (log.TryTakeTick(out var tick, LookAheadNs))
        {
            stop.ThrowIfCancellationRequested();
            beganNs ??= tick.Record.TimeNs;
            read?.Invoke(path, (tick.Record.TimeNs - beganNs.Value) / (1000 * Math.Max(1, log.Duration.TotalMicroseconds)));
            log.Events.Clear();
            log.Inferences.Clear();
            ref readonly var record = ref tick.Record;
            for (var i = 0; i < cameras.Length; i++)
                cameras[i].Advance(log.SamplesOf(robot.Cameras[i].Topic), record.TimeNs);
            if (episode is not null && record.TimeNs >= episode.EndNs)
                frames += Finish(writer!, ref episode, progress);
            if (episode is null && episodes.TryPeek(out var next) && record.TimeNs >= next.StartNs)
            {
                episode = episodes.Dequeue();
                sampler.Begin();
            }

            if (episode is null || !IsWanted(record.Source) || !record.HasJointState || !cameras.All(camera => camera.HasPicture)
                || !sampler.IsDue(record.TimeNs))
                continue;
            writer = Add(writer, episode, robot, cameras, record);
        }

        if (episode is not null)
            frames += Finish(writer!, ref episode, progress);
        return frames;
    }

    private DatasetWriter Add(DatasetWriter? writer, RecordedEpisode episode, RobotDescription robot, RecordedPictures[] cameras, in TickRecord record)
    {
        var pictures = new ReadOnlyMemory<byte>[cameras.Length];
        for (var i = 0; i < cameras.Length; i++)
            pictures[i] = cameras[i].Rgb();
        writer ??= DatasetWriter.Create(_folder, SpecOf(robot, cameras), _append);
        if (_frames++ == 0)
        {
            writer.BeginEpisode(episode.Text.Length > 0 ? episode.Text : _options.Task ?? episode.Policy);
        }

        writer.AddFrame(new DatasetFrame
        {
            State = Array.ConvertAll(record.Positions, value => (float)value),
            Action = Array.ConvertAll(record.Command, value => (float)value),
            Source = record.Source == CommandSource.Human ? FrameSource.Human : FrameSource.Robot,
            Pictures = pictures,
            FailureScore = _options.Template.FailureScores && double.IsFinite(record.Failure.Ratio) ? (float)record.Failure.Ratio : null,
        });
        return writer;
    }

    private long Finish(DatasetWriter? writer, ref RecordedEpisode? episode, Action<RecordedEpisode>? progress)
    {
        var done = episode!;
        episode = null;
        var frames = _frames;
        _frames = 0;
        if (writer is null || frames < _options.MinFrames)
        {
            _leftOut.Add($"{done.TaskId}: {frames} frames, fewer than {_options.MinFrames}");
            writer?.DiscardEpisode();
            return 0;
        }

        writer.EndEpisode(done.Outcome);
        progress?.Invoke(done);
        return frames;
    }

    private bool IsWanted(RecordedEpisode episode)
    {
        if (_options.Outcomes is null || _options.Outcomes.Contains(episode.Outcome))
            return true;
        _leftOut.Add($"{episode.TaskId}: outcome {episode.Outcome.ToString().ToLowerInvariant()}");
        return false;
    }

    private bool IsWanted(CommandSource source) =>
        source is CommandSource.Policy or CommandSource.Human || (_options.KeepsHolds && source == CommandSource.Hold);

    private DatasetSpec SpecOf(RobotDescription robot, RecordedPictures[] cameras) => _options.Template with
    {
        Fps = _options.Fps,
        RobotType = robot.Name,
        StateNames = [.. robot.Joints.Select(joint => $"{joint.Name}.pos")],
        ActionNames = [.. robot.Joints.Select(joint => $"{joint.Name}.pos")],
        Cameras = [.. cameras.Select(camera => DatasetCamera.Named(camera.Name, camera.Width, camera.Height))],
    };

    /// <summary>Which ticks become frames: the first one that is due after each multiple of the frame's time. After a gap it begins anew.</summary>
    private sealed class EpisodeSampler(int fps)
    {
        private long _firstNs;
        private long _lastNs = long.MinValue / 2;
        private long _frame;

        public void Begin() => _lastNs = long.MinValue / 2;

        public bool IsDue(long timeNs)
        {
            if (timeNs - _lastNs > Math.Max(MaxGapNs, NanosecondsPerSecond / fps))
                (_firstNs, _frame) = (timeNs, 0);
            _lastNs = timeNs;
            if (timeNs < _firstNs + (_frame * NanosecondsPerSecond / fps))
                return false;
            _frame++;
            return true;
        }

        private const long MaxGapNs = 100_000_000;
    }
}
