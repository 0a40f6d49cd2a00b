using System.Globalization;
using RobotPolicy.Data.Datasets.Format;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Data.Datasets.Recordings;

/// <summary>
/// Makes a ROS 2 recording of a dataset: what a robot would have published while each episode went on, so that it can be looked at with
/// ROS tools and replayed. Frames have no date; the recording begins at a fixed one, and between two episodes a second is empty. A
/// metadata record <c>robotpolicy.episode</c> tells of each episode: its number, task, outcome, frames, and first and last time.
/// </summary>
public static class DatasetImport
{
    /// <summary>Name of the metadata records.</summary>
    public const string EpisodeRecord = "robotpolicy.episode";

    /// <summary>When the first frame is dated, nanoseconds: the beginning of 2020, UTC.</summary>
    public const long StartNs = 1_577_836_800L * SecondNs;

    private const long SecondNs = 1_000_000_000;

    /// <summary>Writes all episodes; the caller completes the file, whose profile should be <c>ros2</c>.</summary>
    /// <param name="reader">The dataset.</param>
    /// <param name="writer">The recording.</param>
    /// <param name="options">Its topics.</param>
    /// <param name="progress">Told the share that is done, 0…1; null for nobody.</param>
    /// <param name="cancellation">Stops it between two frames.</param>
    /// <returns>Messages that were written.</returns>
    /// <exception cref="DatasetException">The dataset is damaged, or its state and action are not of the joints that are asked for.</exception>
    public static ulong Write(DatasetReader reader, McapWriter writer, DatasetImportOptions options, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        Check(reader, options);
        var channels = new RecordingChannels(writer, options);
        var time = StartNs;
        foreach (var episode in reader.Episodes)
        {
            var start = time;
            Write(reader, episode, channels, options, start, frame =>
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Invoke((double)(episode.FirstFrame + frame + 1) / reader.Info.TotalFrames);
            });
            var end = TimeOf(start, episode.Length - 1, reader.Info.Fps);
            writer.WriteMetadata(EpisodeRecord, new OrderedDictionary<string, string>
            {
                ["episode_index"] = Number(episode.Index),
                ["task"] = string.Join("; ", episode.Tasks),
                ["outcome"] = episode.Outcome.ToString().ToLowerInvariant(),
                ["frames"] = Number(episode.Length),
                ["start_time_ns"] = Number(start),
                ["end_time_ns"] = Number(end),
            });
            time = end + SecondNs;
        }

        return writer.MessageCount;
    }

    private static void Write(DatasetReader reader, DatasetEpisode episode, RecordingChannels channels, DatasetImportOptions options, long start, Action<long> told)
    {
        var pictures = new List<PictureSource>();
        try
        {
            foreach (var camera in options.Cameras)
                pictures.Add(new PictureSource(reader, episode, camera));
            var frame = 0L;
            foreach (var rows in reader.ReadFrames(episode, [FeatureKey.State, FeatureKey.Action]))
            {
                for (var row = 0; row < rows.Count; row++, frame++)
                {
                    var time = TimeOf(start, frame, reader.Info.Fps);
                    for (var i = 0; i < pictures.Count; i++)
                        channels.WritePicture(i, time, pictures[i].Width, pictures[i].Height, pictures[i].Next());
                    channels.WriteState(time, rows.Numbers(FeatureKey.State, row));
                    channels.WriteCommand(time, rows.Numbers(FeatureKey.Action, row));
                    told(frame);
                }
            }
        }
        finally
        {
            pictures.ForEach(source => source.Dispose());
        }
    }

    private static void Check(DatasetReader reader, DatasetImportOptions options)
    {
        List<string> problems = [];
        foreach (var key in (ReadOnlySpan<string>)[FeatureKey.State, FeatureKey.Action])
        {
            var feature = reader.Info.Features.FirstOrDefault(feature => feature.Key == key);
            if (feature is null)
                problems.Add($"it has no {key}");
            else if (feature.Width != options.JointNames.Count || feature.DataType is not ("float32" or "float64"))
                problems.Add($"{key} has {feature.Width} elements, but there are {options.JointNames.Count} joints ({string.Join(", ", options.JointNames)})");
        }

        problems.AddRange(options.Cameras.Where(camera => reader.Info.Videos.All(video => video.Key != camera.Key)).Select(camera => $"it has no camera {camera.Key}"));
        if (problems.Count > 0)
            throw new DatasetException(reader.Folder, problems);
    }

    private static long TimeOf(long start, long frame, int fps) => start + (long)Math.Round((double)frame / fps * SecondNs);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
